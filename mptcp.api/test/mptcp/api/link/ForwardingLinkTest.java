package mptcp.api.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a link can be asked for, today or some day, reaches the one inside. */
class ForwardingLinkTest {
    private static final Map<Class<?>, Object> VALUES = Map.of(int.class, 7, long.class, 9L, String.class, "tun9",
            MemorySegment.class, MemorySegment.NULL, LinkStatistics.class, LinkStatistics.NONE);

    @Test
    void allIsPassedOn() throws ReflectiveOperationException {
        for (Method method : IpLink.class.getMethods()) {
            List<String> calls = new ArrayList<>();
            IpLink inner = (IpLink) Proxy.newProxyInstance(IpLink.class.getClassLoader(), new Class<?>[] {IpLink.class},
                    (_, called, _) -> {
                        calls.add(called.getName());
                        return called.getReturnType() == List.class ? List.of() : VALUES.get(called.getReturnType());
                    });
            IpLink link = new ForwardingLink(inner) { };
            Object[] arguments = new Object[method.getParameterCount()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = VALUES.get(method.getParameterTypes()[i]);
            }
            Object result = invoke(method, link, arguments);
            if (method.getName().equals("queues")) { // they would pass it by
                assertEquals(List.of(), result);
                assertEquals(List.of(), calls);
            } else {
                assertEquals(List.of(method.getName()), calls);
                assertEquals(VALUES.get(method.getReturnType()), result, method.getName());
            }
        }
    }

    private static Object invoke(Method method, IpLink link, Object[] arguments) throws ReflectiveOperationException {
        try {
            return method.invoke(link, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError(method.getName() + " failed", e.getCause());
        }
    }
}
