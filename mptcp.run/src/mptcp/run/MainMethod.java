package mptcp.run;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * What the java command would run of a class (JLS 12.1.4): {@code main(String[])}, or else {@code main()}; of the class or of one
 * it extends or implements, static or not, public or not, but not private.
 */
final class MainMethod {
    private final Method method;
    /** Null if the method is static. */
    private final Constructor<?> constructor;

    private MainMethod(Method method, Constructor<?> constructor) {
        this.method = method;
        this.constructor = constructor;
        method.setAccessible(true);
        if (constructor != null) {
            constructor.setAccessible(true);
        }
    }

    /** @throws NoSuchMethodException if it has none, or one of an object and no way to make one */
    static MainMethod of(Class<?> type) throws NoSuchMethodException {
        Method method = find(type, String[].class);
        if (method == null) {
            method = find(type);
        }
        if (method == null) {
            throw new NoSuchMethodException("main");
        }
        if (Modifier.isStatic(method.getModifiers())) {
            return new MainMethod(method, null);
        }
        Constructor<?> constructor = type.getDeclaredConstructor();
        if (Modifier.isPrivate(constructor.getModifiers()) || Modifier.isAbstract(type.getModifiers())) {
            throw new NoSuchMethodException("constructor");
        }
        return new MainMethod(method, constructor);
    }

    private static Method find(Class<?> type, Class<?>... parameters) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            try {
                Method method = each.getDeclaredMethod("main", parameters);
                if (method.getReturnType() == void.class && !Modifier.isPrivate(method.getModifiers())) {
                    return method;
                }
            } catch (NoSuchMethodException e) {
                // of a class above it, perhaps
            }
        }
        try {
            Method method = type.getMethod("main", parameters); // what an interface has by default
            return method.getReturnType() == void.class && !Modifier.isAbstract(method.getModifiers()) ? method : null;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /** @throws Throwable what the program throws */
    void run(String[] arguments) throws Throwable {
        try {
            Object target = constructor == null ? null : constructor.newInstance();
            if (method.getParameterCount() == 0) {
                method.invoke(target);
            } else {
                method.invoke(target, (Object) arguments);
            }
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
