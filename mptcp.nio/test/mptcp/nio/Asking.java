package mptcp.nio;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** How {@link Questions} are asked: each answer is a line, a failure one, too. */
abstract class Asking {
    final boolean virtual;

    /** What is asked. */
    interface Step {
        void run() throws Exception;
    }

    Asking(boolean virtual) {
        this.virtual = virtual;
    }

    static InetSocketAddress unresolved() {
        return InetSocketAddress.createUnresolved("no.such.host.invalid", 1);
    }

    /** Before its time. */
    static void end(Closeable what) throws IOException {
        what.close();
    }

    static void step(Step step) {
        try {
            step.run();
        } catch (Exception e) {
            System.out.println("a step ended by " + e);
            e.printStackTrace();
        }
    }

    final void ask(String question, Callable<?> answer) {
        String text;
        try {
            text = text(answer.call());
        } catch (Throwable e) {
            text = e.getClass().getName() + ": " + e.getMessage();
        }
        System.out.println((virtual ? "virtual " : "platform ") + question + " -> " + same(text));
    }

    final void tell(String question, Step step) {
        ask(question, () -> {
            step.run();
            return "done";
        });
    }

    private static String text(Object value) {
        if (value instanceof Collection<?> all && all.stream().allMatch(SocketOption.class::isInstance)) {
            return new TreeSet<>(all.stream().map(Object::toString).toList()).toString();
        }
        return value instanceof Object[] all ? Arrays.toString(all) : String.valueOf(value);
    }

    private static String same(String text) {
        return text.replaceAll("(localhost)?/?(127\\.0\\.0\\.1|10\\.0\\.1\\.\\d)", "HOST").replaceAll("(?<=[:=])\\d{4,5}\\b", "PORT")
                .replaceAll("(sun\\.nio\\.ch|mptcp\\.nio)\\.[A-Za-z]+(@[0-9a-f]+)?", "IMPL");
    }

    final void state(String of, Socket s) {
        ask(of + " states", () -> new Object[] {s.isBound(), s.isConnected(), s.isClosed(), s.isInputShutdown(),
            s.isOutputShutdown()});
        ask(of + " toString", s::toString);
        ask(of + " getInetAddress", s::getInetAddress);
        ask(of + " getPort > 0", () -> s.getPort() > 0);
        ask(of + " getLocalPort sign", () -> Integer.signum(s.getLocalPort()));
        ask(of + " getLocalAddress", s::getLocalAddress);
        ask(of + " getRemoteSocketAddress", s::getRemoteSocketAddress);
        ask(of + " getLocalSocketAddress", s::getLocalSocketAddress);
        ask(of + " getChannel", () -> s.getChannel() == null);
        ask(of + " supportedOptions", s::supportedOptions);
        ask(of + " getTcpNoDelay", s::getTcpNoDelay);
        ask(of + " getSoLinger", s::getSoLinger);
        ask(of + " getSoTimeout", s::getSoTimeout);
        ask(of + " getKeepAlive", s::getKeepAlive);
        ask(of + " getReuseAddress", s::getReuseAddress);
        ask(of + " getTrafficClass", s::getTrafficClass);
        ask(of + " getOOBInline", s::getOOBInline);
        ask(of + " getReceiveBufferSize > 0", () -> s.getReceiveBufferSize() > 0);
        ask(of + " getSendBufferSize > 0", () -> s.getSendBufferSize() > 0);
        ask(of + " getOption", () -> s.getOption(StandardSocketOptions.TCP_NODELAY));
        ask(of + " getOption null", () -> s.getOption(null));
        ask(of + " getOption of others", () -> s.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
    }

    final void change(String of, Socket s) {
        tell(of + " setTcpNoDelay", () -> s.setTcpNoDelay(true));
        ask(of + " getTcpNoDelay", s::getTcpNoDelay);
        tell(of + " setSoLinger", () -> s.setSoLinger(true, 100_000));
        ask(of + " getSoLinger", s::getSoLinger);
        tell(of + " setSoLinger negative", () -> s.setSoLinger(true, -2));
        tell(of + " setSoLinger off", () -> s.setSoLinger(false, 7));
        ask(of + " getSoLinger off", s::getSoLinger);
        tell(of + " setSoTimeout negative", () -> s.setSoTimeout(-1));
        tell(of + " setSoTimeout", () -> s.setSoTimeout(7));
        ask(of + " getSoTimeout", s::getSoTimeout);
        tell(of + " setSoTimeout off", () -> s.setSoTimeout(0));
        tell(of + " setKeepAlive", () -> s.setKeepAlive(true));
        ask(of + " getKeepAlive", s::getKeepAlive);
        tell(of + " setReuseAddress", () -> s.setReuseAddress(true));
        ask(of + " getReuseAddress", s::getReuseAddress);
        tell(of + " setTrafficClass", () -> s.setTrafficClass(300));
        tell(of + " setReceiveBufferSize 0", () -> s.setReceiveBufferSize(0));
        tell(of + " setSendBufferSize 0", () -> s.setSendBufferSize(0));
        tell(of + " setReceiveBufferSize", () -> s.setReceiveBufferSize(50_000));
        ask(of + " getReceiveBufferSize", () -> s.getReceiveBufferSize() >= 50_000);
        tell(of + " setOOBInline", () -> s.setOOBInline(true));
        ask(of + " getOOBInline", s::getOOBInline);
        ask(of + " setOption", () -> s.setOption(StandardSocketOptions.SO_KEEPALIVE, false) == s);
        ask(of + " setOption wrong", () -> s.setOption(StandardSocketOptions.SO_SNDBUF, -1) == s);
        ask(of + " setOption null", () -> s.setOption(StandardSocketOptions.SO_SNDBUF, null) == s);
        ask(of + " setOption of others", () -> s.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1) == s);
    }
}
