package mptcp.run;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.net.DatagramSocket;
import java.security.ProtectionDomain;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the JDK makes without asking anybody, changed so that it asks or tells. In methods that stay what they are, a few instructions come in:
 *
 * <ul>
 * <li>{@link DatagramSocket}: where the factory that is installed is a {@link java.util.function.Consumer}, the JDK makes its own socket, as
 * if there were none, and gives it to the consumer before anything else happens to it; a program's factory takes its place;
 * <li>the sockets under a SOCKS or HTTP proxy: where {@link java.net.Socket} has a factory, the one that they delegate to comes from there, too;
 * <li>{@link java.net.Socket}, {@link java.net.ServerSocket}: where the factory is an {@link java.util.concurrent.atomic.AtomicReference}, a
 * program that sets a factory of its own, once, sets it in there. Sockets come from that one, and without one they look for a
 * SOCKS proxy, as those of the JDK do;
 * <li>the streams of {@link java.nio.channels.Channels} over channels of the process's provider: one reads while the other writes, as over the
 * JDK's. By themselves they hold the channel's lock meanwhile.
 * </ul>
 *
 * A class of another shape than that of JDK 25 is left as it is. Any thread.
 */
final class SocketHooks implements ClassFileTransformer {
    static final String DATAGRAMS = "java/net/DatagramSocket";
    static final String PROXIED = "java/net/DelegatingSocketImpl";
    static final String SOCKETS = "java/net/Socket";
    static final String SERVERS = "java/net/ServerSocket";
    static final String INPUT = "sun/nio/ch/ChannelInputStream";
    static final String OUTPUT = "sun/nio/ch/ChannelOutputStream";

    private static final ClassDesc DATAGRAM_SOCKET = ClassDesc.ofInternalName(DATAGRAMS);
    private static final ClassDesc DATAGRAM_FACTORY = ClassDesc.of("java.net.DatagramSocketImplFactory");
    private static final ClassDesc CONSUMER = ClassDesc.of("java.util.function.Consumer");
    private static final MethodTypeDesc ACCEPT = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object);
    private static final ClassDesc SOCKET = ClassDesc.ofInternalName(SOCKETS);
    private static final ClassDesc SOCKET_IMPL = ClassDesc.of("java.net.SocketImpl");
    private static final ClassDesc SOCKET_FACTORY = ClassDesc.of("java.net.SocketImplFactory");
    private static final MethodTypeDesc FACTORY = MethodTypeDesc.of(SOCKET_FACTORY);
    private static final MethodTypeDesc CREATE = MethodTypeDesc.of(SOCKET_IMPL);
    private static final ClassDesc REFERENCE = ClassDesc.of("java.util.concurrent.atomic.AtomicReference");
    private static final MethodTypeDesc GET = MethodTypeDesc.of(ConstantDescs.CD_Object);
    private static final MethodTypeDesc SET_ONCE = MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object);
    private static final ClassDesc CHANNEL = ClassDesc.of("java.nio.channels.SelectableChannel");
    private static final ClassDesc PROVIDER = ClassDesc.of("java.nio.channels.spi.SelectorProvider");
    private static final MethodTypeDesc PROVIDES = MethodTypeDesc.of(PROVIDER);

    /** What is put into a method. */
    private interface Change {
        /** @return whether this was the place */
        boolean at(CodeBuilder code, CodeElement each);
    }

    /** @param places how many there are in the method */
    private record Hook(String method, int places, Change change) {}

    private static final Map<String, List<Hook>> HOOKS = Map.of(
            DATAGRAMS, List.of(new Hook("createDelegate", 2, SocketHooks::toldOf),
                    new Hook("setDatagramSocketImplFactory", 1, SocketHooks::givesWay)),
            PROXIED, List.of(new Hook(ConstantDescs.INIT_NAME, 1, SocketHooks::carried)),
            SOCKETS, List.of(new Hook("createImpl", 1, SocketHooks::ofProgram), new Hook("setSocketImplFactory", 1, SocketHooks::setWithin)),
            SERVERS, List.of(new Hook("setSocketFactory", 1, SocketHooks::setWithin)),
            INPUT, List.of(new Hook("read", 1, SocketHooks::lockedByItself)),
            OUTPUT, List.of(new Hook("write", 1, SocketHooks::lockedByItself)));

    /** By internal name: how many places were found of those that there should be. */
    private final Map<String, Integer> found = new HashMap<>();

    /** Classes that are changed, by internal name. */
    static Set<String> names() {
        return HOOKS.keySet();
    }

    /** Whether this class was changed, and will be as it is hooked. */
    synchronized boolean isIn(String name) {
        return found.getOrDefault(name, 0) == HOOKS.get(name).stream().mapToInt(Hook::places).sum();
    }

    @Override
    public byte[] transform(Module module, ClassLoader loader, String name, Class<?> before, ProtectionDomain domain, byte[] file) {
        return loader == null && name != null && HOOKS.containsKey(name) ? changed(name, file) : null;
    }

    /** @return null if it is to stay */
    synchronized byte[] changed(String name, byte[] file) {
        found.put(name, 0);
        ClassFile files = ClassFile.of();
        ClassModel model = files.parse(file);
        ClassTransform all = ClassTransform.ACCEPT_ALL;
        for (Hook hook : HOOKS.get(name)) {
            CodeTransform change = (code, each) -> {
                if (hook.change().at(code, each)) {
                    found.merge(name, 1, Integer::sum);
                }
            };
            all = all.andThen(ClassTransform.transformingMethodBodies(m -> m.methodName().equalsString(hook.method()), change));
        }
        byte[] changed = files.transformClass(model, all);
        return isIn(name) ? changed : null;
    }

    private static boolean readsFactory(CodeElement each, ClassDesc type) {
        return each instanceof FieldInstruction f && f.opcode() == Opcode.GETSTATIC && f.type().stringValue().equals(type.descriptorString());
    }

    /** In {@code DatagramSocket.createDelegate}. */
    private static boolean toldOf(CodeBuilder code, CodeElement each) {
        if (readsFactory(each, DATAGRAM_FACTORY)) {
            return givesWay(code, each);
        }
        code.with(each);
        if (each instanceof InvokeInstruction i && i.opcode() == Opcode.INVOKEVIRTUAL && i.typeSymbol().returnType().equals(DATAGRAM_SOCKET)) {
            Label other = code.newLabel();
            code.getstatic(DATAGRAM_SOCKET, "factory", DATAGRAM_FACTORY).instanceOf(CONSUMER).ifeq(other);
            code.dup().getstatic(DATAGRAM_SOCKET, "factory", DATAGRAM_FACTORY).checkcast(CONSUMER).swap();
            code.invokeinterface(CONSUMER, "accept", ACCEPT).labelBinding(other);
            return true;
        }
        return false;
    }

    /** Where {@code DatagramSocket} looks whether there is a factory: a consumer is none. */
    private static boolean givesWay(CodeBuilder code, CodeElement each) {
        code.with(each);
        if (readsFactory(each, DATAGRAM_FACTORY)) {
            Label other = code.newLabel();
            code.dup().instanceOf(CONSUMER).ifeq(other).pop().aconst_null().labelBinding(other);
            return true;
        }
        return false;
    }

    /** In the constructor of {@code DelegatingSocketImpl}. */
    private static boolean carried(CodeBuilder code, CodeElement each) {
        code.with(each);
        if (each instanceof TypeCheckInstruction t && t.opcode() == Opcode.CHECKCAST && t.type().asSymbol().equals(SOCKET_IMPL)) {
            Label other = code.newLabel();
            code.invokestatic(SOCKET, "socketImplFactory", FACTORY).ifnull(other).pop();
            code.invokestatic(SOCKET, "socketImplFactory", FACTORY).invokeinterface(SOCKET_FACTORY, "createSocketImpl", CREATE);
            code.labelBinding(other);
            return true;
        }
        return false;
    }

    /** In {@code Socket.createImpl}: the program's factory, or none. */
    private static boolean ofProgram(CodeBuilder code, CodeElement each) {
        code.with(each);
        if (readsFactory(each, SOCKET_FACTORY)) {
            Label other = code.newLabel();
            code.dup().instanceOf(REFERENCE).ifeq(other);
            code.checkcast(REFERENCE).invokevirtual(REFERENCE, "get", GET).checkcast(SOCKET_FACTORY).labelBinding(other);
            return true;
        }
        return false;
    }

    /** In the methods that set a factory. */
    private static boolean setWithin(CodeBuilder code, CodeElement each) {
        code.with(each);
        if (readsFactory(each, SOCKET_FACTORY)) {
            Label other = code.newLabel();
            code.dup().instanceOf(REFERENCE).ifeq(other);
            code.dup().checkcast(REFERENCE).aconst_null().aload(0).invokevirtual(REFERENCE, "compareAndSet", SET_ONCE).ifeq(other);
            code.pop().return_().labelBinding(other);
            return true;
        }
        return false;
    }

    /** In the streams of channels, where they ask for the channel's lock. */
    private static boolean lockedByItself(CodeBuilder code, CodeElement each) {
        if (each instanceof InvokeInstruction i && i.name().equalsString("blockingLock")) {
            Label other = code.newLabel();
            Label done = code.newLabel();
            code.dup().invokevirtual(CHANNEL, "provider", PROVIDES).invokestatic(PROVIDER, "provider", PROVIDES).if_acmpne(other);
            code.pop().aload(0).goto_(done).labelBinding(other).with(each).labelBinding(done);
            return true;
        }
        code.with(each);
        return false;
    }
}
