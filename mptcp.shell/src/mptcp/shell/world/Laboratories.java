package mptcp.shell.world;

import java.io.IOException;
import java.util.Optional;
import mptcp.api.socket.StackFactory;

/** The one laboratory of this process, or none. Any thread. */
public final class Laboratories implements AutoCloseable {
    /** Makes laboratories. */
    @FunctionalInterface
    public interface Maker {
        /** @throws IOException that says what is missing on this machine, or what went wrong */
        Laboratory make(Laboratory.Settings settings, StackFactory factory) throws IOException;
    }

    private final Maker maker;
    private final Transfers transfers;
    private volatile Laboratory present;

    public Laboratories(Maker maker, Transfers transfers) {
        this.maker = maker;
        this.transfers = transfers;
    }

    public Optional<Laboratory> present() {
        return Optional.ofNullable(present);
    }

    /** @throws IOException also if there is one already */
    public synchronized Laboratory up(Laboratory.Settings settings, StackFactory factory) throws IOException {
        if (present != null) {
            throw new IOException("there is a lab already: 'mptcp:lab down' removes it");
        }
        present = maker.make(settings, factory);
        return present;
    }

    /** Ends its transfers and removes it. @return false if there was none */
    public synchronized boolean down() throws IOException {
        Laboratory leaving = present;
        if (leaving == null) {
            return false;
        }
        present = null;
        transfers.leave(new StackHost(leaving.stack()));
        transfers.leave(leaving.kernel());
        leaving.close();
        return true;
    }

    @Override
    public void close() throws IOException {
        down();
    }
}
