package mptcp.core.loop;

import java.util.HashMap;
import java.util.Map;
import mptcp.core.mp.Mpcb;

/** Connections by the token that joins name them with (RFC 8684 section 3.2). Loop thread only. */
final class TokenTable {
    private final Map<Integer, Mpcb> byToken = new HashMap<>();

    boolean add(int token, Mpcb m) {
        return byToken.putIfAbsent(token, m) == null;
    }

    void remove(int token) {
        byToken.remove(token);
    }

    Mpcb find(int token) {
        return byToken.get(token);
    }
}
