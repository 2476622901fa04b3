using System.Collections.Generic;

namespace Consensoor.Spec.Generators.Kernels;

/// <summary>
/// A statement that defines a value, or only uses some: <c>$0</c>, <c>$1</c> stand for the operands, which are values or other expressions.
/// </summary>
internal sealed class Statement
{
    internal Statement(string? defines, string text, IReadOnlyList<string> operands) =>
        (Defines, Text, Operands) = (defines, text, operands);

    internal string? Defines { get; }

    internal string Text { get; }

    internal IReadOnlyList<string> Operands { get; }
}
