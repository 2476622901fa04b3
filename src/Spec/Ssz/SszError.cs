namespace Consensoor.Spec.Ssz;

/// <summary>
/// Why bytes are not the SSZ form of a type, and where: the path of field names and indices, and the byte offset within the outermost
/// value.
/// </summary>
public readonly record struct SszError(SszErrorKind Kind, string Path, int Offset, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Kind == SszErrorKind.None ? "no error" : $"{Kind} at {(Path.Length == 0 ? "the value" : Path)} (byte {Offset}): {Detail}";
}
