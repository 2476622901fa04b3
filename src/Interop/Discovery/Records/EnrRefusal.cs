namespace Consensoor.Interop.Discovery.Records;

/// <summary>Why a node record is refused: the kind, and a sentence with the values.</summary>
public sealed record EnrRefusal(EnrFault Fault, string Text)
{
    /// <summary>The sentence.</summary>
    public override string ToString() => Text;
}
