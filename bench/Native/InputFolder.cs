namespace Consensoor.Bench.Native;

/// <summary>Where the inputs of both sides lie: files of items of one size, gone when disposed.</summary>
internal sealed class InputFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("consensoor-native-").FullName;

    internal void Write(string name, byte[] bytes) => File.WriteAllBytes(System.IO.Path.Combine(Path, name), bytes);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
