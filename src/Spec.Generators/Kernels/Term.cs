namespace Consensoor.Spec.Generators.Kernels;

/// <summary>One product of a sum that a kernel computes, of two operands by their pointers' names.</summary>
internal sealed class Term
{
    internal Term(string left, string right, bool isNegative = false) => (Left, Right, IsNegative) = (left, right, isNegative);

    internal string Left { get; }

    internal string Right { get; }

    internal bool IsNegative { get; }
}
