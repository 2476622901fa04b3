using System.Reflection;
using System.Runtime.CompilerServices;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Tests.State;

/// <summary>The literal twin of a size in memory: all objects that are reached from one by its fields, each counted once.</summary>
internal static class MemoryWalk
{
    private const long Header = 16;
    private static readonly MethodInfo SizeOf = typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!;

    /// <summary>The bytes of all that is reached from an object, and not from another; no chain's configuration is.</summary>
    public static long BytesOver(object root, object? other) =>
        Reached(root, other is null ? [] : Reached(other, [])).Sum(static reached => Size(reached));

    private static HashSet<object> Reached(object root, HashSet<object> without)
    {
        var reached = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<object?>([root]);
        while (waiting.TryPop(out var next))
        {
            if (next is null or SszContext or ChainSpec or string or Type or Delegate || without.Contains(next) || !reached.Add(next))
            {
                continue;
            }

            if (next is Array array)
            {
                var element = next.GetType().GetElementType()!;
                if (HasReferences(element))
                {
                    foreach (var item in array)
                    {
                        Push(item, element);
                    }
                }

                continue;
            }

            PushFields(next, next.GetType());
        }

        return reached;

        void Push(object? value, Type type)
        {
            if (!type.IsValueType)
            {
                waiting.Push(value);
            }
            else if (HasReferences(type))
            {
                PushFields(value!, type);
            }
        }

        void PushFields(object value, Type type)
        {
            for (var declared = type; declared is not null; declared = declared.BaseType)
            {
                foreach (var field in declared.GetFields(
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    if (!field.FieldType.IsPointer)
                    {
                        Push(field.GetValue(value), field.FieldType);
                    }
                }
            }
        }
    }

    private static bool HasReferences(Type type) => !type.IsValueType
        || (!type.IsPrimitive && !type.IsEnum && type
            .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Any(static field => HasReferences(field.FieldType)));

    private static long Size(object value)
    {
        if (value is Array array)
        {
            return Header + 8 + (array.LongLength * SizeOfType(value.GetType().GetElementType()!));
        }

        var bytes = Header;
        for (var declared = value.GetType(); declared is not null; declared = declared.BaseType)
        {
            bytes += declared
                .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Sum(static field => SizeOfType(field.FieldType));
        }

        return (bytes + 7) / 8 * 8;
    }

    private static long SizeOfType(Type type) =>
        !type.IsValueType ? 8 : (int)SizeOf.MakeGenericMethod(type).Invoke(null, null)!;
}
