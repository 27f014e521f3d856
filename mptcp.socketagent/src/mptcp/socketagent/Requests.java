package mptcp.socketagent;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.CompletionException;
import mptcp.socketagent.command.Commands;
import mptcp.socketagent.command.Result;
import mptcp.socketagent.machine.Machine;
import mptcp.socketagent.socket.Addresses;
import mptcp.socketagent.socket.AgentSocket;
import mptcp.socketagent.socket.CallException;
import mptcp.socketagent.socket.ControlData;
import mptcp.socketagent.socket.DataCalls;
import mptcp.socketagent.socket.Descriptors;
import mptcp.socketagent.socket.Errno;
import mptcp.socketagent.socket.Reading;
import mptcp.socketagent.socket.SocketOptions;
import mptcp.api.policy.PolicyKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Protocol 1 of the control socket: a request line in, a reply line out. Any thread. */
public final class Requests {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    private static final String HELLO = "= 0 mptcp-java/0.1.0 proto=1";
    private static final String DONE = "= 0";
    private static final HexFormat HEX = HexFormat.of();

    private final Machine machine;
    private final Descriptors descriptors;
    private final SocketOptions options;
    private final Commands commands;
    private final EpollSets epolls;
    private final Inspection inspection = new Inspection();

    public Requests(Machine machine) {
        this.machine = machine;
        this.descriptors = new Descriptors(machine);
        this.options = new SocketOptions(machine);
        this.commands = new Commands(machine);
        this.epolls = new EpollSets(machine, descriptors);
    }

    /** The reply: {@code = result...} or {@code ! ERRNO}. Blocks as long as the call does. */
    public String answer(String line) {
        try {
            return carryOut(new Words(line));
        } catch (CallException e) {
            return "! " + e.errno().name();
        } catch (IllegalArgumentException e) {
            LOG.info("{}: {}", line, e.getMessage());
            return "! " + Errno.EINVAL.name();
        } catch (CompletionException | IllegalStateException e) {
            LOG.warn("{} failed", line, e);
            return "! " + Errno.EINVAL.name();
        }
    }

    private String carryOut(Words w) throws CallException {
        return switch (w.next()) {
            case "hello" -> HELLO;
            case "reset" -> reset();
            case "sync" -> {
                machine.sync();
                yield DONE;
            }
            case "bye" -> DONE;
            case "socket" -> "= " + descriptors.open(w.next(), w.integer(), w.next());
            case "bind" -> bind(w);
            case "listen" -> listen(w);
            case "connect" -> connect(w);
            case "accept" -> accept(w);
            case "epoll_create" -> epolls.create();
            case "epoll_ctl" -> epolls.control(w);
            case "epoll_wait" -> epolls.await(w);
            case "close" -> {
                int fd = w.integer();
                if (!epolls.close(fd)) {
                    descriptors.remove(fd).close();
                }
                yield DONE;
            }
            case "shutdown" -> shutdown(w);
            case "read" -> received(socket(w).data().receive(w.count(), 0));
            case "recv" -> received(socket(w).data().receive(w.count(), w.integer()));
            case "recvmsg" -> receiveMessage(w);
            case "write" -> "= " + socket(w).data().send(w.count(), 0);
            case "send" -> "= " + socket(w).data().send(w.count(), w.integer());
            case "sendto" -> sendTo(w, false);
            case "sendmsg" -> sendTo(w, true);
            case "fcntl" -> fcntl(w);
            case "setsockopt" -> setOption(w);
            case "getsockopt" -> {
                AgentSocket socket = socket(w);
                yield "= 0 " + hex(options.get(socket, w.integer(), w.integer(), w.integer()));
            }
            case "ioctl" -> ioctl(w);
            case "poll" -> new Poll(machine, descriptors).answer(w);
            case "sys" -> command(w.rest());
            case "info" -> inspection.connection(socket(w));
            case "subflow" -> inspection.subflow(socket(w), w.integer());
            case "policy" -> policy(w);
            case "pattern" -> pattern(w);
            case "key", "nonce", "isn" -> vector(w);
            default -> throw new CallException(Errno.ENOSYS);
        };
    }

    private AgentSocket socket(Words w) throws CallException {
        return descriptors.get(w.integer());
    }

    private static String hex(byte[] bytes) {
        return bytes.length == 0 ? "-" : HEX.formatHex(bytes);
    }

    private static byte[] bytes(String hex) {
        return hex.equals("-") ? new byte[0] : HEX.parseHex(hex);
    }

    private String reset() {
        descriptors.clear();
        epolls.clear();
        machine.reset();
        commands.reset();
        return DONE;
    }

    private String bind(Words w) throws CallException {
        socket(w).bind(Addresses.parse(w.next()), w.port(), descriptors);
        return DONE;
    }

    private String listen(Words w) throws CallException {
        socket(w).listen(w.integer());
        return DONE;
    }

    private String connect(Words w) throws CallException {
        AgentSocket socket = socket(w);
        String address = w.next();
        if (address.equals("unspec")) {
            socket.disconnect();
            return DONE;
        }
        InetAddress remote = Addresses.parse(address);
        socket.connect(remote, w.port());
        return DONE;
    }

    private String accept(Words w) throws CallException {
        AgentSocket accepted = socket(w).accept();
        return "= " + descriptors.add(accepted) + " " + accepted.remoteName();
    }

    private String shutdown(Words w) throws CallException {
        AgentSocket socket = socket(w);
        switch (w.next()) {
            case "rd" -> socket.shutdown(true, false);
            case "wr" -> socket.shutdown(false, true);
            case "rdwr" -> socket.shutdown(true, true);
            default -> throw new CallException(Errno.EINVAL);
        }
        return DONE;
    }

    private static String received(Reading reading) {
        return "= " + reading.count() + reading.verdict();
    }

    private String receiveMessage(Words w) throws CallException {
        AgentSocket socket = socket(w);
        DataCalls.Message message = socket.data().receiveMessage(w.count(), w.integer(), w.integer());
        ControlData control = message.control();
        return "= " + message.reading().count() + " " + control.flags() + " " + hex(control.bytes()) + message.reading().verdict();
    }

    private String sendTo(Words w, boolean message) throws CallException {
        AgentSocket socket = socket(w);
        long count = w.count();
        int flags = w.integer();
        String address = w.hasNext() ? w.next() : "-";
        boolean named = !address.equals("-") && !address.equals("unspec") && w.hasNext();
        InetSocketAddress to = named ? new InetSocketAddress(Addresses.parse(address), w.port()) : null;
        String control = "-";
        while (message && w.hasNext()) {
            control = w.next();
        }
        return "= " + socket.data().send(count, flags, to, bytes(control));
    }

    private String fcntl(Words w) throws CallException {
        AgentSocket socket = socket(w);
        switch (w.next()) {
            case "getfl" -> {
                return "= " + socket.flags();
            }
            case "setfl" -> {
                socket.flags(w.integer());
                return DONE;
            }
            default -> throw new CallException(Errno.EINVAL);
        }
    }

    private String setOption(Words w) throws CallException {
        AgentSocket socket = socket(w);
        int level = w.integer();
        int option = w.integer();
        int length = w.integer();
        String value = w.next();
        byte[] bytes = bytes(value);
        if (bytes.length < length) {
            throw new CallException(Errno.EINVAL);
        }
        options.set(socket, level, option, bytes);
        return DONE;
    }

    private String ioctl(Words w) throws CallException {
        AgentSocket socket = socket(w);
        return "= 0 " + switch (w.next()) {
            case "inq" -> socket.data().unread();
            case "outq" -> socket.data().unacknowledged();
            case "outqnsd" -> socket.data().unsent();
            default -> throw new CallException(Errno.EINVAL);
        };
    }

    private String command(String line) {
        Result result = commands.run(line);
        machine.settle();
        String output = HEX.formatHex(result.output().getBytes(StandardCharsets.US_ASCII));
        return "= " + result.status() + (output.isEmpty() ? "" : " " + output);
    }

    private String policy(Words w) throws CallException {
        AgentSocket socket = socket(w);
        socket.policy(PolicyKind.of(w.next()), w.next());
        return DONE;
    }

    private String pattern(Words w) throws CallException {
        AgentSocket socket = socket(w);
        String direction = w.next();
        long seed = w.number();
        switch (direction) {
            case "tx" -> socket.data().sendPattern(seed);
            case "rx" -> socket.data().receivePattern(seed);
            default -> throw new CallException(Errno.EINVAL);
        }
        return DONE;
    }

    private String vector(Words w) throws CallException {
        String kind = w.at(0);
        if (!w.next().equals("next")) {
            throw new CallException(Errno.EINVAL);
        }
        switch (kind) {
            case "key" -> machine.entropy().key(w.hex(Long.BYTES));
            case "nonce" -> machine.entropy().nonce((int) w.hex(Integer.BYTES));
            default -> machine.entropy().sequence((int) w.hex(Integer.BYTES));
        }
        return DONE;
    }
}
