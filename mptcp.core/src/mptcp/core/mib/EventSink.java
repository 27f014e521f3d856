package mptcp.core.mib;

/** Takes the events of one connection for those who monitor its host. Loop thread only. */
public interface EventSink {
    /** @param subflow the slot that it is about, or -1 for the connection */
    void event(int subflow, String event, String detail);
}
