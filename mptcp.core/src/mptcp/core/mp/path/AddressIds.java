package mptcp.core.mp.path;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import mptcp.api.address.Endpoint;
import mptcp.core.wire.IpAddress;

/**
 * The ids that this end's addresses have in one connection (RFC 8684 sections 3.1 and 3.4): one byte each, 0 for the address
 * of the first subflow and for no other, 1 to 255 for the others, each for one address and port at a time. An address keeps
 * its id as long as nobody needs it more; an id is handed out again when nothing holds it. Who holds ids is asked, not noted
 * here: live subflows, announcements, withdrawals that the peer may not have heard of. Loop thread only.
 */
final class AddressIds {
    /** That of the first subflow's address. */
    static final int FIRST = 0;
    static final int MOST = 255;
    /** There is none that is free. */
    static final int NONE = -1;

    private final IpAddress firstAddress;
    private final int firstPort;
    private final Supplier<List<Endpoint>> endpoints;
    private final IntPredicate held;
    /** Whether 0 stands for the first subflow's address: from the start until it is withdrawn, and again from its return. */
    private boolean firstKnown = true;
    /** By id, what it stands for; null: nothing. Entry 0 is not used. */
    private final Local[] table = new Local[MOST + 1];
    /** The last that was handed out: the next search begins behind it, so that an id rests before it is used again. */
    private int last;

    private record Local(IpAddress address, int port) {}

    /**
     * @param firstPort this end's port of the first subflow
     * @param endpoints the host's configured addresses, whose ids they are to have
     * @param held whether something still refers to an id
     */
    AddressIds(IpAddress firstAddress, int firstPort, Supplier<List<Endpoint>> endpoints, IntPredicate held) {
        this.firstAddress = firstAddress;
        this.firstPort = firstPort;
        this.endpoints = endpoints;
        this.held = held;
    }

    /** Whether this is where the first subflow is, whose id is 0. {@code port} 0: none in particular */
    boolean isFirst(IpAddress address, int port) {
        return address.equals(firstAddress) && (port == 0 || port == firstPort);
    }

    /** The id of an address and port (0: none in particular), or {@link #NONE} if it has none. */
    int find(IpAddress address, int port) {
        if (isFirst(address, port) && firstKnown) {
            return FIRST;
        }
        for (int id = 1; id <= MOST; id++) {
            Local l = table[id];
            if (l != null && l.port == port && l.address.equals(address)) {
                return id;
            }
        }
        return NONE;
    }

    /** The same; one that has none is given one. @return {@link #NONE} if all are held */
    int of(IpAddress address, int port) {
        int known = find(address, port);
        if (known != NONE) {
            return known;
        }
        if (isFirst(address, port) && !held.test(FIRST)) {
            firstKnown = true;
            return FIRST;
        }
        int id = free(address, port);
        if (id != NONE) {
            table[id] = new Local(address, port);
            last = id;
        }
        return id;
    }

    /** Whether the id stands for an address. */
    boolean known(int id) {
        return id == FIRST ? firstKnown : id > FIRST && id <= MOST && table[id] != null;
    }

    IpAddress address(int id) {
        return id == FIRST ? firstAddress : table[id].address;
    }

    /** The port that belongs to it, or 0. */
    int port(int id) {
        return id == FIRST ? 0 : table[id].port;
    }

    /** The id stands for nothing any more; it is handed out again once nothing holds it. */
    void withdraw(int id) {
        if (id == FIRST) {
            firstKnown = false;
        } else {
            table[id] = null;
        }
    }

    // --- which is free

    private int free(IpAddress address, int port) {
        int wanted = configured(address, port);
        if (wanted != NONE) {
            return wanted;
        }
        int forgotten = NONE;
        int reserved = NONE;
        for (int i = 1; i <= MOST; i++) {
            int id = (last + i - 1) % MOST + 1;
            if (held.test(id)) {
                continue;
            }
            if (isConfigured(id)) {
                reserved = reserved == NONE ? id : reserved;
            } else if (table[id] == null) {
                return id;
            } else if (forgotten == NONE) {
                forgotten = id; // nothing holds it: its address gets another if it is ever used again
            }
        }
        return forgotten != NONE ? forgotten : reserved;
    }

    /** The id that the host's list gives this address, if it is free: the entry with this very port before others. */
    private int configured(IpAddress address, int port) {
        int found = NONE;
        for (Endpoint e : endpoints.get()) {
            boolean free = e.id() > FIRST && e.id() <= MOST && table[e.id()] == null && !held.test(e.id());
            if (free && IpAddress.of(e.address()).equals(address)) {
                if (e.port() == port) {
                    return e.id();
                }
                found = found == NONE ? e.id() : found;
            }
        }
        return found;
    }

    private boolean isConfigured(int id) {
        List<Endpoint> list = endpoints.get();
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).id() == id) {
                return true;
            }
        }
        return false;
    }
}
