package mptcp.net;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import mptcp.api.socket.StreamException;

/** A stack's errors as the exceptions, and with the words, that programs know from the kernel's sockets. */
final class Errors {
    private Errors() {}

    /** Of a read or write. */
    static SocketException of(IOException e) {
        String message = e instanceof StreamException s ? switch (s.reason()) {
            case RESET, ABORTED -> "Connection reset";
            case TIMED_OUT -> "Connection timed out";
            case BROKEN_PIPE -> "Broken pipe";
            case UNREACHABLE -> "No route to host";
            case NET_UNREACHABLE -> "Network is unreachable";
            case CLOSED -> "Socket closed";
            default -> e.getMessage();
        } : e.getMessage();
        return initialised(new SocketException(message), e);
    }

    /** Of an attempt to connect. */
    static IOException ofConnect(StreamException e, InetSocketAddress remote) {
        return switch (e.reason()) {
            case REFUSED, RESET -> initialised(new ConnectException("Connection refused"), e);
            case TIMED_OUT -> initialised(new SocketTimeoutException("Connect timed out"), e);
            case UNREACHABLE, NET_UNREACHABLE ->
                    initialised(new NoRouteToHostException("No route to host: " + remote), e);
            case ADDRESS_IN_USE, ADDRESS_NOT_AVAILABLE -> initialised(new BindException(e.getMessage()), e);
            default -> of(e);
        };
    }

    /** Of an attempt to listen. */
    static IOException ofBind(StreamException e) {
        return initialised(new BindException(e.getMessage()), e);
    }

    private static <T extends IOException> T initialised(T made, IOException cause) {
        made.initCause(cause);
        return made;
    }
}
