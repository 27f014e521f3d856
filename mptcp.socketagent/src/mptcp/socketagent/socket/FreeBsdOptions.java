package mptcp.socketagent.socket;

/**
 * Options of TCP that FreeBSD has and Linux has not, or by other numbers: with its profile they act. Where both systems use a number
 * for different things, Linux's stands, but for TCP_NOOPT. Stateless; the caller holds the socket's lock.
 */
final class FreeBsdOptions {
    private static final int NO_OPTIONS = 8;
    private static final int KEEP_INIT = 128;
    private static final int KEEP_IDLE = 256;
    private static final int KEEP_INTERVAL = 512;
    private static final int KEEP_COUNT = 1024;

    private static final int KEEP_INIT_SECONDS = 75;
    private static final int KEEP_IDLE_SECONDS = 7200;
    private static final int KEEP_INTERVAL_SECONDS = 75;
    private static final int KEEP_PROBES = 8;
    private static final int MOST_SECONDS = Integer.MAX_VALUE / 1000;

    private FreeBsdOptions() {}

    static boolean has(int option) {
        return option == NO_OPTIONS || option == KEEP_INIT || option == KEEP_IDLE || option == KEEP_INTERVAL || option == KEEP_COUNT;
    }

    /** @return whether the number was kept with effect; else it is to be remembered */
    static boolean set(SocketSettings s, int option, int value) throws CallException {
        if (option == NO_OPTIONS) {
            s.noOptions = value != 0;
            return true;
        }
        if (value < 0 || option != KEEP_COUNT && value > MOST_SECONDS) {
            throw new CallException(Errno.EINVAL);
        }
        if (option == KEEP_INIT) {
            s.connectSeconds = value;
        } else if (option == KEEP_IDLE) {
            s.keepIdleSeconds = value;
        }
        return option == KEEP_INIT || option == KEEP_IDLE;
    }

    /** @param remembered what was set without effect; 0: nothing */
    static int get(SocketSettings s, int option, int remembered) {
        return switch (option) {
            case NO_OPTIONS -> s.noOptions ? 1 : 0;
            case KEEP_INIT -> or(s.connectSeconds, KEEP_INIT_SECONDS);
            case KEEP_IDLE -> or(s.keepIdleSeconds, KEEP_IDLE_SECONDS);
            case KEEP_INTERVAL -> or(remembered, KEEP_INTERVAL_SECONDS);
            default -> or(remembered, KEEP_PROBES);
        };
    }

    private static int or(int value, int usual) {
        return value == 0 ? usual : value;
    }
}
