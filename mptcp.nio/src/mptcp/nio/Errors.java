package mptcp.nio;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.security.Security;
import java.util.stream.Stream;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamException.Reason;

/** A stack's errors as the exceptions, and with the words, that programs know from the JDK's sockets and channels. */
final class Errors {
    private static final String CONNECTION_RESET = "Connection reset";
    private static final String INCLUDED = "jdk.includeInExceptions";
    private static final boolean HOST_INFO = includesHosts();

    private Errors() {}

    /** Of a read; of a write where nothing else is said. */
    static IOException of(IOException e) {
        if (!(e instanceof StreamException s)) {
            return e;
        }
        return switch (s.reason()) {
            case RESET, ABORTED, CLOSED -> caused(new SocketException(CONNECTION_RESET), e);
            case TIMED_OUT -> caused(new IOException("Connection timed out"), e);
            case BROKEN_PIPE -> caused(new IOException("Broken pipe"), e);
            case UNREACHABLE -> caused(new IOException("No route to host"), e);
            case NET_UNREACHABLE -> caused(new IOException("Network is unreachable"), e);
            default -> caused(new IOException(e.getMessage()), e);
        };
    }

    /** Of a write. */
    static IOException ofWrite(IOException e) {
        return e instanceof StreamException s && (s.reason() == Reason.RESET || s.reason() == Reason.ABORTED)
                ? caused(new IOException("Connection reset by peer"), e) : of(e);
    }

    /** Of an attempt to connect. @param to is named where the JDK's property {@code jdk.includeInExceptions} says so */
    static IOException ofConnect(IOException e, InetSocketAddress to) {
        if (!(e instanceof StreamException s)) {
            return e;
        }
        String at = HOST_INFO ? ": " + to : "";
        return switch (s.reason()) {
            case REFUSED, RESET, ABORTED -> caused(new ConnectException("Connection refused" + at), e);
            case TIMED_OUT -> caused(new ConnectException("Connection timed out" + at), e);
            case UNREACHABLE -> caused(new NoRouteToHostException("No route to host" + at), e);
            case NET_UNREACHABLE -> caused(new SocketException("Network is unreachable" + at), e);
            case ADDRESS_IN_USE, ADDRESS_NOT_AVAILABLE -> caused(new BindException("Cannot assign requested address" + at), e);
            default -> caused(new ConnectException(e.getMessage()), e);
        };
    }

    /** The system's property goes before that of {@link Security}. */
    static boolean includesHosts() {
        String included = System.getProperty(INCLUDED, Security.getProperty(INCLUDED));
        return included != null && Stream.of(included.split(",")).anyMatch(i -> i.strip().equalsIgnoreCase("hostInfo"));
    }

    /** Of an attempt to bind or listen. */
    static IOException ofBind(IOException e) {
        if (!(e instanceof StreamException s)) {
            return e;
        }
        return caused(new BindException(switch (s.reason()) {
            case ADDRESS_IN_USE -> "Address already in use";
            case ADDRESS_NOT_AVAILABLE -> "Cannot assign requested address";
            default -> e.getMessage();
        }), e);
    }

    /** What a channel throws, as a socket's method that may throw any IOException throws it. */
    static IOException translated(Exception e) {
        return e instanceof IOException io ? io : ofSocket(e);
    }

    /** What a channel throws, as a socket's method that throws nothing but SocketException throws it. */
    static SocketException ofSocket(Exception e) {
        return switch (e) {
            case SocketException s -> s;
            case ClosedChannelException _ -> caused(new SocketException("Socket is closed"), e);
            case NotYetConnectedException _ -> caused(new SocketException("Socket is not connected"), e);
            case AlreadyBoundException _ -> caused(new SocketException("Already bound"), e);
            case AlreadyConnectedException _ -> caused(new SocketException("Already connected"), e);
            case NotYetBoundException _ -> caused(new SocketException("Socket is not bound yet"), e);
            case UnsupportedAddressTypeException _ -> caused(new SocketException("Unsupported address type"), e);
            case UnresolvedAddressException _ -> caused(new SocketException("Unresolved address"), e);
            case RuntimeException r -> throw r;
            default -> caused(new SocketException(e.getMessage()), e);
        };
    }

    /** Whether a read said that the connection was reset. */
    static boolean isReset(Exception e) {
        return e instanceof SocketException && CONNECTION_RESET.equals(e.getMessage());
    }

    static <T extends IOException> T caused(T made, Exception cause) {
        made.initCause(cause);
        return made;
    }
}
