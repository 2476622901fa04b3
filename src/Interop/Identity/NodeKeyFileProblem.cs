namespace Consensoor.Interop.Identity;

/// <summary>Why a key file is refused: kind, place, and a sentence for the operator that never holds the secret.</summary>
public sealed record NodeKeyFileProblem(NodeKeyFileFault Fault, string Path, string Text)
{
    /// <summary>Place and sentence in one line.</summary>
    public override string ToString() => $"{Path}: {Text}";
}
