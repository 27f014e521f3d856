package mptcp.interop.dialogue;

import java.util.List;

/** One of the two that a dialogue is held with: sockets that are called, and the packets of a link. */
interface Subject extends AutoCloseable {
    /** A packet that it sent. */
    record Sent(byte[] packet, long atNs) {}

    /** A call, in the words of the control agent's protocol, and what it answered. */
    String ask(String request);

    /** A packet arrives. */
    void inject(byte[] packet);

    /** What was sent since the last time. */
    List<Sent> drain();

    @Override
    void close();
}
