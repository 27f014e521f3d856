package mptcp.bench;

import java.io.IOException;
import java.util.stream.LongStream;

/** Connections between the two hosts of a lab on which bytes go one way until they are closed. */
interface Flow extends AutoCloseable {
    /** Which way the bytes go. */
    enum Way {
        /** From the user host, where our stack may be, to the kernel host. */
        OUT("to the kernel host"),
        /** From the kernel host to the user host. */
        IN("from the kernel host");

        private final String text;

        Way(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Bytes that the receiving application of each connection has read so far. */
    long[] receivedEach();

    /** The sum of {@link #receivedEach}. */
    default long received() {
        return LongStream.of(receivedEach()).sum();
    }

    /** Between the bytes that the receiving application of the first connection has read. */
    Pauses pauses();

    /** Processor time of the stack's own thread so far, or 0 if it has none. */
    long stackNs();

    /** @throws IOException if either end has failed */
    void check() throws IOException;

    @Override
    void close();
}
