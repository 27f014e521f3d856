package mptcp.socketagent.socket;

import mptcp.api.socket.StreamSocket;

/** What {@code poll} says of a connection, as Linux does. Stateless; the caller holds the socket's lock. */
final class Readiness {
    private Readiness() {}

    static int of(AgentSocket socket, StreamSocket stream) {
        int ready = stream.ready();
        boolean over = socket.isOver();
        boolean gaveUp = over && socket.gaveUp();
        boolean noMoreIn = over && !gaveUp || socket.isReadShut() || (ready & StreamSocket.PEER_CLOSED) != 0;
        boolean noMoreOut = over || socket.isWriteShut();
        int events = 0;
        if (noMoreIn) {
            events |= PollEvents.READABLE | PollEvents.READ_HUP;
        }
        if (noMoreIn && noMoreOut || gaveUp) {
            events |= PollEvents.HUP;
        }
        if (socket.isUp()) {
            events |= stream.available() >= socket.settings().receiveLowat ? PollEvents.READABLE : 0;
            events |= noMoreOut || (ready & StreamSocket.WRITABLE) != 0 ? PollEvents.WRITABLE : 0;
        }
        return events | (socket.error() != null || socket.data().stamps().hasMessages() ? PollEvents.ERR : 0);
    }
}
