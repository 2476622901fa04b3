using Consensoor.Interop.Storage.Keyed;

namespace Consensoor.Interop.Storage;

/// <summary>Where each engine keeps a chain in the folder of a node.</summary>
public static class ChainStoreFiles
{
    /// <summary>Names the engines as settings and people do.</summary>
    public static IReadOnlyList<(string Name, ChainStoreEngine Engine)> Names { get; } =
        [("litedb", ChainStoreEngine.LiteDb), ("sqlite", ChainStoreEngine.Sqlite), ("rocksdb", ChainStoreEngine.RocksDb)];

    /// <summary>The name of an engine.</summary>
    public static string NameOf(ChainStoreEngine engine) => Names.First(name => name.Engine == engine).Name;

    /// <summary>The engine of a name, or null.</summary>
    public static ChainStoreEngine? Parse(string name) =>
        Names.Where(known => known.Name == name).Select(static known => (ChainStoreEngine?)known.Engine).FirstOrDefault();

    /// <summary>The file or folder of an engine's chain.</summary>
    public static string PathOf(string folder, ChainStoreEngine engine) => Path.Combine(folder, engine switch
    {
        ChainStoreEngine.LiteDb => "chain.db",
        ChainStoreEngine.Sqlite => "chain.sqlite",
        _ => "chain.rocksdb",
    });

    /// <summary>The engine of the chain that is in a folder; null where none is, or a start that was cut off left nothing.</summary>
    public static ChainStoreEngine? Find(string folder) => Names.Select(static name => (ChainStoreEngine?)name.Engine)
        .FirstOrDefault(engine => engine == ChainStoreEngine.RocksDb
            ? File.Exists(Path.Combine(PathOf(folder, engine.Value), "CURRENT"))
            : File.Exists(PathOf(folder, engine!.Value)));

    /// <summary>Opens or makes the chain of an engine; throws <see cref="ChainStoreException"/> where that cannot be.</summary>
    public static IChainStore Open(string folder, ChainStoreEngine engine) => engine switch
    {
        ChainStoreEngine.LiteDb => LiteDbChainStore.Open(PathOf(folder, engine)),
        ChainStoreEngine.Sqlite => KeyedChainStore.OpenSqlite(PathOf(folder, engine)),
        _ => KeyedChainStore.OpenRocks(PathOf(folder, engine)),
    };

    /// <summary>Counts the bytes on disk of the chain in a folder.</summary>
    public static long BytesOf(string folder, ChainStoreEngine engine)
    {
        var path = PathOf(folder, engine);
        var files = engine == ChainStoreEngine.RocksDb
            ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            : Directory.EnumerateFiles(folder, Path.GetFileNameWithoutExtension(path) + "*");
        return files.Sum(static file => new FileInfo(file).Length);
    }

    /// <summary>Deletes the chain of an engine in a folder, its log first.</summary>
    public static void Delete(string folder, ChainStoreEngine engine)
    {
        var path = PathOf(folder, engine);
        if (engine == ChainStoreEngine.RocksDb)
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }

            return;
        }

        string[] files = engine == ChainStoreEngine.Sqlite
            ? [path + "-wal", path + "-shm", path]
            : [Path.Combine(folder, "chain-log.db"), path];
        foreach (var file in files)
        {
            File.Delete(file);
        }
    }
}
