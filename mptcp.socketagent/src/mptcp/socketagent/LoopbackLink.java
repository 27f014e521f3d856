package mptcp.socketagent;

/** A device in memory that delivers what it is given to send. */
final class LoopbackLink extends MemoryLink {
    private static final int MTU = 1500;

    LoopbackLink() {
        super("loopback", MTU, CAP_LOOPBACK);
    }

    @Override
    protected void sent(byte[] packet) {
        inject(packet);
    }
}
