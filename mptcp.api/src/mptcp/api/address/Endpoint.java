package mptcp.api.address;

import java.net.InetAddress;
import java.util.Objects;

/**
 * An address of the host's list for path managers, as {@code ip mptcp endpoint} has it. Immutable; begins with {@link #of}
 * and grows by {@code with...}.
 */
public final class Endpoint {
    private final int id;
    private final InetAddress address;
    private final int port;
    private final boolean signal;
    private final boolean subflow;
    private final boolean backup;
    private final boolean fullmesh;
    private final Tags tags;

    private Endpoint(int id, InetAddress address, int port, boolean signal, boolean subflow, boolean backup,
            boolean fullmesh, Tags tags) {
        this.id = id;
        this.address = Objects.requireNonNull(address, "address");
        this.port = port;
        this.signal = signal;
        this.subflow = subflow;
        this.backup = backup;
        this.fullmesh = fullmesh;
        this.tags = Objects.requireNonNull(tags, "tags");
    }

    /** An endpoint without a port, flags and tags. */
    public static Endpoint of(int id, InetAddress address) {
        return new Endpoint(id, address, 0, false, false, false, false, Tags.NONE);
    }

    /** Its number in the list, which is not an address id on the wire. */
    public int id() {
        return id;
    }

    public InetAddress address() {
        return address;
    }

    /** 0: none. */
    public int port() {
        return port;
    }

    /** Whether it is to be announced to peers. */
    public boolean signal() {
        return signal;
    }

    /** Whether subflows are to be opened from it. */
    public boolean subflow() {
        return subflow;
    }

    /** Whether subflows from it are backups. */
    public boolean backup() {
        return backup;
    }

    /** Whether subflows are to be opened from it to every address of the peer. */
    public boolean fullmesh() {
        return fullmesh;
    }

    /** What is said of it beyond what the link and its address say. */
    public Tags tags() {
        return tags;
    }

    /** See {@link #port}. */
    public Endpoint withPort(int number) {
        return new Endpoint(id, address, number, signal, subflow, backup, fullmesh, tags);
    }

    /** See {@link #signal}. */
    public Endpoint withSignal(boolean on) {
        return new Endpoint(id, address, port, on, subflow, backup, fullmesh, tags);
    }

    /** See {@link #subflow}. */
    public Endpoint withSubflow(boolean on) {
        return new Endpoint(id, address, port, signal, on, backup, fullmesh, tags);
    }

    /** See {@link #backup}. */
    public Endpoint withBackup(boolean on) {
        return new Endpoint(id, address, port, signal, subflow, on, fullmesh, tags);
    }

    /** See {@link #fullmesh}. */
    public Endpoint withFullmesh(boolean on) {
        return new Endpoint(id, address, port, signal, subflow, backup, on, tags);
    }

    /** See {@link #tags}. */
    public Endpoint withTags(Tags said) {
        return new Endpoint(id, address, port, signal, subflow, backup, fullmesh, said);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Endpoint e && id == e.id && address.equals(e.address) && port == e.port
                && signal == e.signal && subflow == e.subflow && backup == e.backup && fullmesh == e.fullmesh
                && tags.equals(e.tags);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, address, port);
    }

    @Override
    public String toString() {
        return "Endpoint[" + id + " " + address.getHostAddress() + (port == 0 ? "" : " port " + port)
                + (signal ? " signal" : "") + (subflow ? " subflow" : "") + (backup ? " backup" : "")
                + (fullmesh ? " fullmesh" : "") + (tags.isEmpty() ? "" : " " + tags) + "]";
    }
}
