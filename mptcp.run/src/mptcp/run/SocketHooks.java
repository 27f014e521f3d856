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
import java.util.Map;

/**
 * What the JDK makes without asking anybody, changed so that it asks or tells. In methods that stay what they are, a few instructions come in:
 *
 * <ul>
 * <li>{@link DatagramSocket}: where the factory that is installed is a {@link java.util.function.Consumer}, the JDK makes its own socket, as
 * if there were none, and gives it to the consumer before anything else happens to it;
 * <li>the sockets under a SOCKS or HTTP proxy: where {@link java.net.Socket} has a factory, the one that they delegate to comes from there, too.
 * </ul>
 *
 * A class of another shape than that of JDK 25 is left as it is. Any thread.
 */
final class SocketHooks implements ClassFileTransformer {
    static final String DATAGRAMS = "java/net/DatagramSocket";
    static final String PROXIED = "java/net/DelegatingSocketImpl";

    private static final ClassDesc DATAGRAM_SOCKET = ClassDesc.ofInternalName(DATAGRAMS);
    private static final ClassDesc DATAGRAM_FACTORY = ClassDesc.of("java.net.DatagramSocketImplFactory");
    private static final ClassDesc CONSUMER = ClassDesc.of("java.util.function.Consumer");
    private static final MethodTypeDesc ACCEPT = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object);
    private static final ClassDesc SOCKET = ClassDesc.of("java.net.Socket");
    private static final ClassDesc SOCKET_IMPL = ClassDesc.of("java.net.SocketImpl");
    private static final ClassDesc SOCKET_FACTORY = ClassDesc.of("java.net.SocketImplFactory");
    private static final MethodTypeDesc FACTORY = MethodTypeDesc.of(SOCKET_FACTORY);
    private static final MethodTypeDesc CREATE = MethodTypeDesc.of(SOCKET_IMPL);

    /** By internal name: how many places were found of those that there should be. */
    private final Map<String, Integer> found = new HashMap<>();

    /** Whether this class was changed, and will be as it is hooked. */
    synchronized boolean isIn(String name) {
        return found.getOrDefault(name, 0) == places(name);
    }

    private static int places(String name) {
        return name.equals(DATAGRAMS) ? 2 : 1;
    }

    @Override
    public byte[] transform(Module module, ClassLoader loader, String name, Class<?> before, ProtectionDomain domain, byte[] file) {
        return loader == null && (DATAGRAMS.equals(name) || PROXIED.equals(name)) ? changed(name, file) : null;
    }

    /** @return null if it is to stay */
    synchronized byte[] changed(String name, byte[] file) {
        found.put(name, 0);
        ClassFile files = ClassFile.of();
        ClassModel model = files.parse(file);
        CodeTransform change = name.equals(DATAGRAMS) ? this::toldOf : this::carried;
        String method = name.equals(DATAGRAMS) ? "createDelegate" : ConstantDescs.INIT_NAME;
        byte[] changed = files.transformClass(model,
                ClassTransform.transformingMethodBodies(m -> m.methodName().equalsString(method), change));
        return isIn(name) ? changed : null;
    }

    private void foundIn(String name) {
        found.merge(name, 1, Integer::sum);
    }

    /** In {@code DatagramSocket.createDelegate}. */
    private void toldOf(CodeBuilder code, CodeElement each) {
        code.with(each);
        if (each instanceof FieldInstruction f && f.opcode() == Opcode.GETSTATIC && f.type().stringValue().equals(DATAGRAM_FACTORY.descriptorString())) {
            Label other = code.newLabel();
            code.dup().instanceOf(CONSUMER).ifeq(other).pop().aconst_null().labelBinding(other);
            foundIn(DATAGRAMS);
        } else if (each instanceof InvokeInstruction i && i.opcode() == Opcode.INVOKEVIRTUAL
                && i.typeSymbol().returnType().equals(DATAGRAM_SOCKET)) {
            Label other = code.newLabel();
            code.getstatic(DATAGRAM_SOCKET, "factory", DATAGRAM_FACTORY).instanceOf(CONSUMER).ifeq(other);
            code.dup().getstatic(DATAGRAM_SOCKET, "factory", DATAGRAM_FACTORY).checkcast(CONSUMER).swap();
            code.invokeinterface(CONSUMER, "accept", ACCEPT).labelBinding(other);
            foundIn(DATAGRAMS);
        }
    }

    /** In the constructor of {@code DelegatingSocketImpl}. */
    private void carried(CodeBuilder code, CodeElement each) {
        code.with(each);
        if (each instanceof TypeCheckInstruction t && t.opcode() == Opcode.CHECKCAST && t.type().asSymbol().equals(SOCKET_IMPL)) {
            Label other = code.newLabel();
            code.invokestatic(SOCKET, "socketImplFactory", FACTORY).ifnull(other).pop();
            code.invokestatic(SOCKET, "socketImplFactory", FACTORY).invokeinterface(SOCKET_FACTORY, "createSocketImpl", CREATE);
            code.labelBinding(other);
            foundIn(PROXIED);
        }
    }
}
