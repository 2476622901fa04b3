namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>The outcome of a KZG function: fine, or the first fault found and the position in its list of the input that has it.</summary>
public readonly record struct KzgResult(KzgFault Fault, int Index = 0)
{
    /// <summary>Well formed and, where a proof was checked, proven.</summary>
    public bool IsValid => Fault == KzgFault.None;

    /// <summary>The specification's functions would raise on this input rather than return false.</summary>
    public bool IsMalformed => Fault is not (KzgFault.None or KzgFault.ProofDoesNotHold);

    /// <summary>The outcome of an input without fault.</summary>
    public static KzgResult Valid => default;

    /// <inheritdoc/>
    public override string ToString() => IsMalformed ? $"{Fault} at {Index}" : Fault.ToString();

    /// <summary>A fault of the only input of its kind, or of the first in a list.</summary>
    public static implicit operator KzgResult(KzgFault fault) => new(fault);
}
