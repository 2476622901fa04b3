using System.Diagnostics.CodeAnalysis;
using Consensoor.Spec.Transition;

namespace Consensoor.Conformance.Cases;

/// <summary>What a case demands; each method throws <see cref="CaseFailedException"/> where it does not hold.</summary>
public static class Check
{
    /// <summary>Fails the case.</summary>
    [DoesNotReturn]
    public static void Fail(string reason) => throw new CaseFailedException(reason);

    /// <summary>Demands a condition.</summary>
    public static void That([DoesNotReturnIf(false)] bool condition, string reason)
    {
        if (!condition)
        {
            Fail(reason);
        }
    }

    /// <summary>Demands that two values are equal.</summary>
    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            Fail($"{what}: expected {Short(expected)}, got {Short(actual)}");
        }
    }

    /// <summary>Demands the same bytes.</summary>
    public static void Bytes(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what)
    {
        if (expected.SequenceEqual(actual))
        {
            return;
        }

        var at = expected.CommonPrefixLength(actual);
        Fail($"{what}: {actual.Length} bytes, expected {expected.Length}; they differ from byte {at} on: expected {Hex(expected, at)}, "
            + $"got {Hex(actual, at)}");
    }

    /// <summary>Demands acceptance.</summary>
    public static void Accepted(Refusal? refusal, string what) => That(refusal is null, $"{what} was refused: {refusal}");

    private static string Short<T>(T value) => value?.ToString() is { } text ? text.Length <= 400 ? text : text[..400] + "…" : "null";

    private static string Hex(ReadOnlySpan<byte> bytes, int at) =>
        at >= bytes.Length ? "the end" : Convert.ToHexStringLower(bytes[at..Math.Min(bytes.Length, at + 32)]);
}
