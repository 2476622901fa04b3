namespace Consensoor.Spec.Ssz;

/// <summary>Short forms over <see cref="ISszType{TSelf}"/>.</summary>
public static class SszExtensions
{
    /// <summary>The SSZ bytes of a value.</summary>
    public static byte[] ToSsz<T>(this T value, SszContext context)
        where T : ISszType<T>
    {
        var bytes = new byte[value.EncodedLength(context)];
        value.Encode(bytes, context);
        return bytes;
    }
}
