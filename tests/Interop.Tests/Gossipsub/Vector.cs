namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>Files of this folder's `Vectors`, as they lie beside the tests.</summary>
internal static class Vector
{
    internal static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Gossipsub", "Vectors", name));
}
