package mptcp.core.mp.path;

/** Which end wants a subflow used only where there is no other (RFC 8684 section 3.3.8). Loop thread only. */
public final class BackupFlags {
    private boolean local;
    private boolean remote;

    /** This end asked the peer to use it as a backup. */
    public boolean local() {
        return local;
    }

    /** The peer asked for it. */
    public boolean remote() {
        return remote;
    }

    public boolean any() {
        return local || remote;
    }

    void local(boolean on) {
        local = on;
    }

    void remote(boolean on) {
        remote = on;
    }
}
