namespace Consensoor.Actors.Tests.Signing;

/// <summary>A folder of a process that is killed.</summary>
internal sealed class KilledFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
