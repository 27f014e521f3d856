package mptcp.socketagent.machine;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mptcp.api.socket.FastOpen;
import mptcp.api.socket.FastOpenKey;

/** Linux's way to say how Fast Open is gone by: {@code net.ipv4.tcp_fastopen} and its keys. Stateless. */
public final class FastOpenSettings {
    /** The bits of tcp_fastopen. */
    public static final int CLIENT = 1;
    public static final int SERVER = 2;
    private static final int CLIENT_WITHOUT_COOKIE = 4;
    private static final int SERVER_WITHOUT_COOKIE = 0x200;
    /** Listeners have it without the socket option, with their backlog as the limit. */
    public static final int EVERY_LISTENER = 0x400;

    private FastOpenSettings() {}

    /** @param keys null: of the stack's own */
    static FastOpen of(String mask, String keys, int blackholeSeconds) {
        int bits = mask(mask);
        return FastOpen.DEFAULT.withRoles((bits & CLIENT) != 0, (bits & SERVER) != 0)
                .withoutCookies((bits & CLIENT_WITHOUT_COOKIE) != 0, (bits & SERVER_WITHOUT_COOKIE) != 0)
                .withKeys(keys == null ? List.of() : keys(keys))
                .withBlackhole(TimeUnit.SECONDS.toNanos(blackholeSeconds));
    }

    /** @throws IllegalArgumentException if it is no number */
    public static int mask(String value) {
        return Integer.decode(value.strip());
    }

    /** One key, or two with a comma between them. @throws IllegalArgumentException if it is not that */
    static List<FastOpenKey> keys(String value) {
        return FastOpen.DEFAULT.withKeys(Arrays.stream(value.strip().split(",")).map(FastOpenKey::of).toList()).keys();
    }
}
