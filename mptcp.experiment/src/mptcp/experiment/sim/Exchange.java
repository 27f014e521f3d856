package mptcp.experiment.sim;

import java.util.ArrayDeque;

/** Requests and their responses on one connection, in order, each of its own size. */
final class Exchange {
    /** One of them. Ends are counted from the beginning of the connection. */
    private record Asked(long requestEnd, long response, long responseEnd, Runnable done) {}

    private final StreamEnd client;
    private final StreamEnd server;
    private final ArrayDeque<Asked> unanswered = new ArrayDeque<>();
    private final ArrayDeque<Asked> unread = new ArrayDeque<>();
    private long asked;
    private long promised;

    Exchange(StreamEnd client, StreamEnd server) {
        this.client = client;
        this.server = server;
    }

    /** @param done called when the last byte of the response has been read */
    void ask(long request, long response, Runnable done) {
        asked += request;
        promised += response;
        Asked a = new Asked(asked, response, promised, done);
        unanswered.add(a);
        unread.add(a);
        client.send(request);
    }

    void serverRead() {
        while (!unanswered.isEmpty() && unanswered.peek().requestEnd() <= server.received()) {
            server.send(unanswered.remove().response());
        }
    }

    void clientRead() {
        while (!unread.isEmpty() && unread.peek().responseEnd() <= client.received()) {
            unread.remove().done().run();
        }
    }

    boolean idle() {
        return unread.isEmpty();
    }

    /** Nothing more will be asked. */
    void finish() {
        client.finish();
    }
}
