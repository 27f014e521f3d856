package mptcp.core.mp.data;

import mptcp.api.socket.SocketConfig;

/** The options of one socket. Written by the loop; the configuration may be read by any thread. */
public final class SocketSettings {
    private volatile SocketConfig config;
    private boolean corked;

    public SocketSettings(SocketConfig config) {
        this.config = config;
    }

    public SocketConfig config() {
        return config;
    }

    public void replace(SocketConfig next) {
        config = next;
    }

    /** Whether only full segments leave (TCP_CORK). Loop thread. */
    public boolean corked() {
        return corked;
    }

    public void cork(boolean on) {
        corked = on;
    }
}
