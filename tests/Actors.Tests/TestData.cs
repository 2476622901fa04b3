using System.IO.Compression;
using System.Reflection;

namespace Consensoor.Actors.Tests;

/// <summary>The inputs in the folder Data.</summary>
internal static class TestData
{
    /// <summary>The bytes of an input, by its name without .gz.</summary>
    public static byte[] Read(string name)
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var packed = assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException($"there is no input {name}", name);
        using var plain = new GZipStream(packed, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        plain.CopyTo(bytes);
        return bytes.ToArray();
    }
}
