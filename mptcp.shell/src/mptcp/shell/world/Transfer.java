package mptcp.shell.world;

/** One transfer, from its request to its result; shared by the threads of its two ends and those who watch. */
public final class Transfer {
    /** From the opener of the connection to the server, or the other way. */
    public enum Direction {
        PUT,
        GET
    }

    /** Where it is at. */
    public enum State {
        CONNECTING,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED;

        public boolean over() {
            return compareTo(DONE) >= 0;
        }
    }

    private final int id;
    private final Direction direction;
    private final Content content;
    private final String client;
    private final String server;
    private final boolean bothEndsHere;
    private final Clock clock;
    private final long startNs;
    private final Progress sent = new Progress();
    private final Progress received = new Progress();
    private ByteStream clientEnd;
    private ByteStream serverEnd;
    private State state = State.CONNECTING;
    private String failure;
    private long endNs;

    /**
     * @param client the host that opens the connection
     * @param server the host that serves it, or the address of a foreign one
     * @param bothEndsHere whether the server is ours, so that both digests become known
     */
    Transfer(int id, Direction direction, Content content, String client, String server, boolean bothEndsHere,
            Clock clock) {
        this.id = id;
        this.direction = direction;
        this.content = content;
        this.client = client;
        this.server = server;
        this.bothEndsHere = bothEndsHere;
        this.clock = clock;
        this.startNs = clock.nowNs();
    }

    public int id() {
        return id;
    }

    public Direction direction() {
        return direction;
    }

    public Content content() {
        return content;
    }

    public String client() {
        return client;
    }

    public String server() {
        return server;
    }

    public String from() {
        return direction == Direction.PUT ? client : server;
    }

    public String to() {
        return direction == Direction.PUT ? server : client;
    }

    /** Bytes that have arrived; or, where the receiver is foreign, that have been handed to the connection. */
    public long transferred() {
        return bothEndsHere || direction == Direction.GET ? received.bytes() : sent.bytes();
    }

    /** Digest of what was sent, in hexadecimal, or null if it is not known (yet). */
    public String sentDigest() {
        return sent.digest();
    }

    /** Digest of what was received, in hexadecimal, or null if it is not known (yet). */
    public String receivedDigest() {
        return received.digest();
    }

    public synchronized State state() {
        return state;
    }

    /** Why it failed, or null. */
    public synchronized String failure() {
        return failure;
    }

    public synchronized long elapsedNs() {
        return (state.over() ? endNs : clock.nowNs()) - startNs;
    }

    /** The sender's end of the connection: the one whose subflows tell about throughput; null until it is connected. */
    public synchronized ConnectionId sender() {
        return direction == Direction.PUT ? of(clientEnd) : of(serverEnd);
    }

    /** The opener's end of the connection, or null until there is one. */
    public synchronized ConnectionId opener() {
        return of(clientEnd);
    }

    private static ConnectionId of(ByteStream end) {
        return end == null ? null : end.id();
    }

    /** The end that tells most about it: the sender's, or the receiver's if only that can be looked at; or null. */
    public synchronized ConnectionId observed() {
        ByteStream sending = direction == Direction.PUT ? clientEnd : serverEnd;
        ByteStream receiving = direction == Direction.PUT ? serverEnd : clientEnd;
        boolean connected = sending != null || !bothEndsHere;
        return !connected || of(sending) != null ? of(sending) : of(receiving);
    }

    /** Whether {@link #observed} is the sender's end. */
    public synchronized boolean observesSender() {
        return sender() != null;
    }

    /** Waits for the end. @return whether it came within this time (0: no limit) */
    public synchronized boolean await(long timeoutNs) throws InterruptedException {
        long deadline = clock.nowNs() + timeoutNs;
        while (!state.over()) {
            long left = timeoutNs <= 0 ? 0 : deadline - clock.nowNs();
            if (timeoutNs > 0 && left <= 0) {
                return false;
            }
            wait(left / 1_000_000 + (timeoutNs > 0 ? 1 : 0));
        }
        return true;
    }

    /** Resets the connection. Nothing happens if it is over. */
    public void cancel() {
        end(State.CANCELLED, "cancelled");
    }

    Progress sentProgress() {
        return sent;
    }

    Progress receivedProgress() {
        return received;
    }

    /** @return false if it is over already: then this end is of no use */
    synchronized boolean clientConnected(ByteStream end) {
        clientEnd = end;
        return !state.over();
    }

    synchronized boolean serverConnected(ByteStream end) {
        serverEnd = end;
        if (state == State.CONNECTING) {
            state = State.RUNNING;
        }
        return !state.over();
    }

    synchronized void running() {
        if (state == State.CONNECTING) {
            state = State.RUNNING;
        }
    }

    /** One end has all it wants: the transfer is over when all ends that are here have, and good if they agree. */
    void endFinished() {
        boolean complete = !bothEndsHere || sent.digest() != null && received.digest() != null;
        if (!complete) {
            return;
        }
        if (bothEndsHere && !sent.digest().equals(received.digest())) {
            end(State.FAILED, "what arrived (" + received.bytes() + " bytes) is not what was sent (" + sent.bytes()
                    + " bytes): the SHA-256 digests differ");
        } else {
            end(State.DONE, null);
        }
    }

    void fail(String reason) {
        end(State.FAILED, reason);
    }

    private void end(State last, String reason) {
        ByteStream[] ends;
        synchronized (this) {
            if (state.over()) {
                return;
            }
            state = last;
            failure = reason;
            endNs = clock.nowNs();
            ends = new ByteStream[] {clientEnd, serverEnd};
            notifyAll();
        }
        for (ByteStream end : ends) {
            if (end != null && last != State.DONE) {
                end.abort();
            }
        }
    }
}
