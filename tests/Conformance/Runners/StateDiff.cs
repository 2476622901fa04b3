using System.Collections;
using System.Reflection;
using Consensoor.Conformance.Cases;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Conformance.Runners;

/// <summary>Compares two states by root, and names the fields and elements that differ.</summary>
internal static class StateDiff
{
    private const int MaxLines = 12;

    private static readonly PropertyInfo[] Fields =
        [.. typeof(BeaconState)
            .GetProperties()
            .Where(static property =>
                property.CanWrite && property.GetCustomAttribute<SszIgnoreAttribute>() is null && property.SetMethod!.IsPublic)];

    /// <summary>Demands equal roots; fails the case with the differences otherwise.</summary>
    public static void Equal(BeaconState expected, BeaconState actual)
    {
        if (expected.ForkName != actual.ForkName)
        {
            Check.Fail($"the state is of {actual.ForkName}, expected {expected.ForkName}");
        }

        if (expected.HashTreeRoot() != actual.HashTreeRoot())
        {
            var lines = Fields.SelectMany(field => Differences(field.Name, field.GetValue(expected), field.GetValue(actual))).ToArray();
            var rest = lines.Length > MaxLines ? $"; and {lines.Length - MaxLines} more"
                : lines.Length == 0 ? "no field does, so a root is wrong"
                : "";
            Check.Fail($"the state differs: {string.Join("; ", lines.Take(MaxLines))}{rest}");
        }
    }

    private static IEnumerable<string> Differences(string name, object? expected, object? actual)
    {
        if (expected is IEnumerable left and not string && actual is IEnumerable right && !Equals(expected, actual))
        {
            var (a, b) = (left.Cast<object>().ToArray(), right.Cast<object>().ToArray());
            if (a.Length != b.Length)
            {
                yield return $"{name} has {b.Length} elements, expected {a.Length}";
            }

            for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
            {
                if (!Equals(a[i], b[i]))
                {
                    yield return $"{name}[{i}]: expected {a[i]}, got {b[i]}";
                }
            }
        }
        else if (!Equals(expected, actual))
        {
            yield return $"{name}: expected {expected}, got {actual}";
        }
    }
}
