namespace Consensoor.Spec.Generators;

/// <summary>
/// A field of a container in one layout: its C# property, the codec of its SSZ type, and where it stands in a progressive tree.
/// </summary>
internal sealed class FieldModel(string property, string json, string codec, string csharpType, int position, int vectorLength)
{
    public string Property { get; } = property;

    public string Json { get; } = json;

    public string Codec { get; } = codec;

    public string CSharpType { get; } = csharpType;

    public int Position { get; } = position;

    /// <summary>The bytes of a [FixedBytes] type; 0 for all others.</summary>
    public int VectorLength { get; } = vectorLength;
}
