using Consensoor.Actors.Cli;
using Consensoor.Interop.Keys.Proposers;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Storage;
using Serilog;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// A data directory that this process owns: a folder a node with its chain and its slashing protection, and the plan they belong to. It is
/// locked before anything in it is touched.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    /// <summary>Names the file of a node's slashing protection, in the folder of the node.</summary>
    public const string ProtectionFile = "slashing-protection.db";

    private const string ColumnsFolder = "columns";
    private const string BlobsFolder = "blobs";
    private const string BidsFolder = "bids";
    private const string ProposersFile = "proposers.json";

    private readonly DirectoryLock _lock;
    private readonly List<IDisposable> _open = [];

    private DataDirectory(string path, DirectoryLock taken)
    {
        Path = path;
        _lock = taken;
    }

    /// <summary>What a chain that is made here is kept in; one that is there stays in what it is in.</summary>
    public ChainStoreEngine Engine { get; set; } = ChainStoreEngine.Sqlite;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The nodes that have a chain here, by name.</summary>
    public IReadOnlyList<string> Nodes => NodesIn(Path);

    /// <summary>Names the nodes that have a chain in a folder, which need not be owned.</summary>
    public static IReadOnlyList<string> NodesIn(string path) =>
        [.. Directory.EnumerateDirectories(path).Where(static folder => ChainStoreFiles.Find(folder) is not null)
            .Select(static folder => System.IO.Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Says whether a node has a chain in a folder, which need not be owned: its database and the plan of it, or a database of version
    /// 0.1.0, which wrote no plan. What a start that was cut off left behind is none.
    /// </summary>
    public static bool HasChain(string path, string node) =>
        ChainStoreFiles.Find(System.IO.Path.Combine(path, node)) is not null && (DirectoryPlan.IsIn(path) || HasOldChain(path, node));

    // Who else has the directory, or what is wrong with it, is told when it is taken.
    private static bool HasOldChain(string path, string node)
    {
        try
        {
            using var directory = Take(path);
            return directory.OpenChain(node) is LiteDbChainStore { IsOld: true, Anchor: not null };
        }
        catch (Exception e) when (e is ChainStoreException or NodeStartException)
        {
            return false;
        }
    }

    /// <summary>
    /// Takes a directory; throws <see cref="ChainStoreException"/> where another process has it, <see cref="NodeStartException"/> where it
    /// cannot be made.
    /// </summary>
    public static DataDirectory Take(string path)
    {
        try
        {
            return new(path, DirectoryLock.Take(path));
        }
        catch (Exception e) when (CliFiles.IsOfFiles(e))
        {
            throw new NodeStartException($"--data-dir: cannot use {path}: {e.Message}");
        }
    }

    /// <summary>
    /// Takes a directory after a check of what a start needs besides, which throws where it is not there: a new directory is then not made,
    /// and of an old one nothing is touched but its lock. Whoever has the directory is named before what else is wrong.
    /// </summary>
    public static DataDirectory Take(string path, Action check)
    {
        if (!DirectoryLock.IsIn(path))
        {
            check();
            return Take(path);
        }

        var directory = Take(path);
        try
        {
            check();
            return directory;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>The file or folder of a node's chain.</summary>
    public string ChainOf(string node) => ChainStoreFiles.PathOf(FolderOf(node), EngineOf(node));

    /// <summary>What a node's chain is kept in: what is there, or what one that is made would be.</summary>
    public ChainStoreEngine EngineOf(string node) => ChainStoreFiles.Find(FolderOf(node)) ?? Engine;

    /// <summary>Says where each kind of what a node keeps is.</summary>
    public IReadOnlyList<DiskPlace> PlacesOf(string node) =>
    [
        new("chain", FolderOf(node), "chain*"),
        new("columns", FolderOf(node), ColumnsFolder),
        new("blobs", FolderOf(node), BlobsFolder),
        new("bids", FolderOf(node), BidsFolder),
        new("slashing protection", FolderOf(node), ProtectionFile + "*"),
    ];

    /// <summary>The folder of a node's data columns.</summary>
    public string ColumnsOf(string node) => System.IO.Path.Combine(Path, node, ColumnsFolder);

    /// <summary>The file of a node's slashing protection.</summary>
    public string ProtectionOf(string node) => System.IO.Path.Combine(Path, node, ProtectionFile);

    /// <summary>
    /// Deletes what nodes keep here, their slashing protection too, and the plan, which goes first: without it nothing is taken for whole.
    /// </summary>
    public void Forget()
    {
        DirectoryPlan.Delete(Path);
        foreach (var folder in Directory.EnumerateDirectories(Path))
        {
            string[] sidecars = ChainStoreFiles.Find(folder) is not null ? [ColumnsFolder, BlobsFolder, BidsFolder] : [];
            foreach (var kept in sidecars.Select(name => System.IO.Path.Combine(folder, name)).Where(Directory.Exists))
            {
                Directory.Delete(kept, recursive: true);
            }

            foreach (var (_, engine) in ChainStoreFiles.Names)
            {
                ChainStoreFiles.Delete(folder, engine);
            }

            foreach (var pattern in (string[])["chain*.db", ProtectionFile + "*"])
            {
                foreach (var file in Directory.EnumerateFiles(folder, pattern))
                {
                    File.Delete(file);
                }
            }
        }
    }

    /// <summary>
    /// Says why a node's chain may not be forgotten: version 0.1.0 kept in it what the keys have signed, and a start moves that elsewhere.
    /// Null where it may be.
    /// </summary>
    public string? SigningHistoryIn(string node)
    {
        if (EngineOf(node) != ChainStoreEngine.LiteDb)
        {
            return null;
        }

        try
        {
            using var store = LiteDbChainStore.Open(ChainOf(node));
            return store.IsOld
                ? $"{ChainOf(node)} is of version 0.1.0, and what the keys of {node} have signed is in it: start the node once, which "
                    + "moves that out of it, and try again"
                : null;
        }
        catch (ChainStoreException e) when (!File.Exists(ProtectionOf(node)))
        {
            return $"{e.Message}; what the keys of {node} have signed may be in it, since {ProtectionOf(node)} is not there";
        }
        catch (ChainStoreException)
        {
            // What is not of this program is not asked of it.
            return null;
        }
    }

    /// <summary>
    /// Deletes a node's chain with its columns and blobs; the plan stays, and what its keys have signed, which no chain brings back.
    /// </summary>
    public void ForgetChain(string node)
    {
        foreach (var folder in (string[])[ColumnsFolder, BlobsFolder])
        {
            if (System.IO.Path.Combine(FolderOf(node), folder) is var path && Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }

        foreach (var (_, engine) in ChainStoreFiles.Names)
        {
            ChainStoreFiles.Delete(FolderOf(node), engine);
        }
    }

    /// <summary>Opens or makes a node's chain; it is closed with the directory.</summary>
    public IChainStore OpenChain(string node)
    {
        Directory.CreateDirectory(FolderOf(node));
        var engine = EngineOf(node);
        if (engine != Engine)
        {
            Log.Information(
                "the chain in {Folder} is kept in {Engine}, as it was begun, and not in {Other}",
                FolderOf(node),
                ChainStoreFiles.NameOf(engine),
                ChainStoreFiles.NameOf(Engine));
        }

        var path = ChainStoreFiles.PathOf(FolderOf(node), engine);
        return Directory.Exists(path) && engine != ChainStoreEngine.RocksDb
            ? throw new NodeStartException($"{path} is a directory, where the database of the node should be")
            : Closed(ChainStoreFiles.Open(FolderOf(node), engine));
    }

    /// <summary>Opens or makes a node's store of data columns, behind its chain; it is closed with the directory.</summary>
    public FileSidecarStore OpenColumns(string node) => Closed(FileSidecarStore.Open(ColumnsOf(node)));

    /// <summary>Opens or makes a node's store of blob sidecars from before fulu; it is closed with the directory.</summary>
    public FileSidecarStore OpenBlobs(string node) =>
        Closed(FileSidecarStore.Open(System.IO.Path.Combine(Path, node, BlobsFolder), BlobsFolder));

    /// <summary>Opens or makes a node's store of the bids of its builders; it is closed with the directory.</summary>
    public FileSidecarStore OpenBids(string node) =>
        Closed(FileSidecarStore.Open(System.IO.Path.Combine(Path, node, BidsFolder), BidsFolder));

    /// <summary>
    /// Opens or makes a node's slashing protection; it is closed with the directory. Call it before <see cref="OpenChain"/>: where there is
    /// a chain and no protection, the history of the keys is lost, and it throws <see cref="SlashingProtectionException"/>.
    /// </summary>
    public SqliteSlashingProtection OpenProtection(string node, Root genesisValidatorsRoot)
    {
        var file = ProtectionOf(node);
        if (!File.Exists(file) && ChainStoreFiles.Find(FolderOf(node)) is not null)
        {
            throw new SlashingProtectionException(
                $"{file} is missing: without what its keys signed before, {node} must sign nothing. Put it back, or forget the chain "
                    + $"(--reset)");
        }

        return MakeProtection(node, genesisValidatorsRoot);
    }

    /// <summary>
    /// Opens what was said of a node's proposers at run time; throws <see cref="NodeStartException"/> where the file of it cannot be read.
    /// </summary>
    public FileProposerStore OpenProposers(string node) =>
        FileProposerStore.Open(System.IO.Path.Combine(Path, node, ProposersFile), out var problem)
            ?? throw new NodeStartException($"{problem}; it is written by this program, and says who gets fees: mend or remove it");

    /// <summary>Opens or makes a node's slashing protection, whatever else is there.</summary>
    public SqliteSlashingProtection MakeProtection(string node, Root genesisValidatorsRoot)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Path, node));
        return Closed(SqliteSlashingProtection.Open(ProtectionOf(node), genesisValidatorsRoot));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            _open[i].Dispose();
        }

        _lock.Dispose();
    }

    private string FolderOf(string node) => System.IO.Path.Combine(Path, node);

    private T Closed<T>(T part)
        where T : IDisposable
    {
        _open.Add(part);
        return part;
    }
}
