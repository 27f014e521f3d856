package mptcp.socketagent.machine;

/** Looks at what passes the device. Loop thread; nothing in it may wait. */
public interface PacketWatch {
    /** A segment was given to the device. */
    void sent(Passing segment);

    /** A segment was given to the stack, which has done with it what there was to do. */
    void received(Passing segment);

    /** A turn of the loop ends: what came in it is told to applications. */
    void turned();
}
