package mptcp.testkit.fault;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/**
 * Objects of any interface whose every method asks one handler. Unlike those of {@link java.lang.reflect.Proxy} they throw what
 * the handler throws, whatever it is: a checked exception arrives as it is, which is what a bundle in another language, or
 * one compiled against something else, may do.
 */
public final class Stub {
    private static final ClassDesc CD_HANDLER = Handler.class.describeConstable().orElseThrow();
    private static final ClassDesc CD_METHOD = Method.class.describeConstable().orElseThrow();
    private static final ClassDesc CD_METHODS = CD_METHOD.arrayType();
    private static final ClassDesc CD_ARGUMENTS = CD_Object.arrayType();

    /** Does the work of all methods. */
    @FunctionalInterface
    public interface Handler {
        Object call(Method method, Object[] arguments) throws Throwable;
    }

    private Stub() {}

    /** The methods of an interface that its implementations have, those with a default too. */
    public static List<Method> methods(Class<?> type) {
        List<Method> methods = new ArrayList<>();
        for (Method m : type.getMethods()) {
            if (!Modifier.isStatic(m.getModifiers())) {
                methods.add(m);
            }
        }
        methods.sort((a, b) -> a.toString().compareTo(b.toString()));
        return methods;
    }

    /** Makes one. */
    public static <T> T of(Class<T> type, Handler handler) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Method[] methods = methods(type).toArray(Method[]::new);
            Class<?> made = lookup.defineHiddenClass(bytes(type, methods), true).lookupClass();
            Constructor<?> maker = made.getDeclaredConstructor(Handler.class, Method[].class);
            return type.cast(maker.newInstance(handler, methods));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no stub of " + type, e);
        }
    }

    private static byte[] bytes(Class<?> type, Method[] methods) {
        ClassDesc me = ClassDesc.of(Stub.class.getPackageName() + ".Made");
        return ClassFile.of().build(me, c -> {
            c.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
            c.withInterfaceSymbols(type.describeConstable().orElseThrow());
            c.withField("handler", CD_HANDLER, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
            c.withField("methods", CD_METHODS, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
            c.withMethodBody(INIT_NAME, MethodTypeDesc.of(CD_void, CD_HANDLER, CD_METHODS), 0, code -> code
                    .aload(0).invokespecial(CD_Object, INIT_NAME, MethodTypeDesc.of(CD_void))
                    .aload(0).aload(1).putfield(me, "handler", CD_HANDLER)
                    .aload(0).aload(2).putfield(me, "methods", CD_METHODS)
                    .return_());
            for (int i = 0; i < methods.length; i++) {
                int index = i;
                c.withMethodBody(methods[i].getName(), descriptor(methods[i]), ClassFile.ACC_PUBLIC,
                        code -> body(code, me, methods[index], index));
            }
        });
    }

    private static MethodTypeDesc descriptor(Method m) {
        List<ClassDesc> parameters = new ArrayList<>();
        for (Class<?> each : m.getParameterTypes()) {
            parameters.add(each.describeConstable().orElseThrow());
        }
        return MethodTypeDesc.of(m.getReturnType().describeConstable().orElseThrow(), parameters);
    }

    /** Boxes the arguments, asks the handler, and gives back what it says. */
    private static void body(CodeBuilder code, ClassDesc me, Method m, int index) {
        Class<?>[] parameters = m.getParameterTypes();
        code.aload(0).getfield(me, "handler", CD_HANDLER);
        code.aload(0).getfield(me, "methods", CD_METHODS).loadConstant(index).aaload();
        code.loadConstant(parameters.length).anewarray(CD_Object);
        for (int i = 0; i < parameters.length; i++) {
            code.dup().loadConstant(i).loadLocal(TypeKind.from(parameters[i]), code.parameterSlot(i));
            if (parameters[i].isPrimitive()) {
                ClassDesc box = box(parameters[i]);
                code.invokestatic(box, "valueOf", MethodTypeDesc.of(box, parameters[i].describeConstable().orElseThrow()));
            }
            code.aastore();
        }
        code.invokeinterface(CD_HANDLER, "call", MethodTypeDesc.of(CD_Object, CD_METHOD, CD_ARGUMENTS));
        Class<?> result = m.getReturnType();
        if (result == void.class) {
            code.pop().return_();
        } else if (result.isPrimitive()) {
            ClassDesc primitive = result.describeConstable().orElseThrow();
            code.checkcast(box(result)).invokevirtual(box(result), result.getName() + "Value",
                    MethodTypeDesc.of(primitive)).return_(TypeKind.from(result));
        } else {
            code.checkcast(result.describeConstable().orElseThrow()).areturn();
        }
    }

    private static ClassDesc box(Class<?> primitive) {
        return MethodType.methodType(primitive).wrap().returnType().describeConstable().orElseThrow();
    }
}
