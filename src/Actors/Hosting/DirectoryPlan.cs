using System.Text.Json;
using System.Text.Json.Serialization;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Storage;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// What a data directory is for, kept in it as `plan.json` and compared at each start: the chain, and which node has which validators,
/// since a validator must not move to a node that has not its history. Numbers that a kind has no use for are null, and so is the root of a
/// genesis block that is not known yet.
/// </summary>
internal sealed record DirectoryPlan(
    int Format,
    string Kind,
    ulong GenesisTime,
    string GenesisValidatorsRoot,
    string? GenesisBlockRoot,
    int Nodes,
    int? Validators,
    ulong? SlotMs,
    bool? GloasFromGenesis,
    IReadOnlyList<PlannedFork> Forks)
{
    /// <summary>Builders of a devnet's genesis; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Builders { get; init; }

    /// <summary>The format that this program writes; version 0.1.0 wrote no plan and counts as 1.</summary>
    public const int CurrentFormat = 2;

    /// <summary>The kind of a devnet's directory.</summary>
    public const string Devnet = "devnet";

    /// <summary>The kind of a single node's directory.</summary>
    public const string Beacon = "beacon";

    /// <summary>The kind of a directory of validators on the nodes of others.</summary>
    public const string Remote = "validators";

    private const string FileName = "plan.json";
    private const int MaxLength = 1 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        WriteIndented = true,
    };

    /// <summary>The plan of a kind of directory for a chain.</summary>
    public static DirectoryPlan For(string kind, ChainSpec spec, ChainGenesis genesis, int nodes) =>
        For(kind, spec, genesis.State, genesis.BlockRoot, nodes);

    /// <summary>The plan of a kind of directory for the chain of a state; the root of the genesis block may be unknown.</summary>
    public static DirectoryPlan For(string kind, ChainSpec spec, BeaconState state, Root? genesisBlockRoot, int nodes) => new(
        CurrentFormat,
        kind,
        state.GenesisTime,
        state.GenesisValidatorsRoot.ToString(),
        genesisBlockRoot?.ToString(),
        nodes,
        null,
        null,
        null,
        [.. Enum.GetValues<ForkName>().Where(fork => spec.ForkEpoch(fork) != Constants.FarFutureEpoch).Select(fork =>
            new PlannedFork(fork.ToString().ToLowerInvariant(), spec.ForkEpoch(fork), spec.ForkVersion(fork).ToString()))]);

    /// <summary>
    /// Reads the plan of a directory; null where it has none. Throws <see cref="ChainStoreException"/> for one that cannot be used.
    /// </summary>
    public static DirectoryPlan? Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (RegularFile.Problem(path) is { } problem)
        {
            throw new ChainStoreException($"{path} {problem}");
        }

        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            if (new FileInfo(path).Length > MaxLength)
            {
                throw new JsonException($"it is longer than {MaxLength} bytes");
            }

            var bytes = File.ReadAllBytes(path);
            using var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("format", out var format)
                && (!format.TryGetInt32(out var number) || number != CurrentFormat))
            {
                throw new ChainStoreException(
                    $"{path} has format {format}, this program knows format {CurrentFormat}: use the program that wrote it");
            }

            return JsonSerializer.Deserialize<DirectoryPlan>(bytes, Json) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ChainStoreException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Writes the plan in place of a former one, whole or not at all.</summary>
    public void Save(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var draft = path + ".new";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(this, Json));
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }

    /// <summary>Says whether a folder has a plan.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Removes the plan of a directory.</summary>
    public static void Delete(string folder) => File.Delete(Path.Combine(folder, FileName));

    /// <summary>Says that a directory has one value, and options ask for another.</summary>
    public static string Difference<T>(string what, T kept, T wanted) => $"{what}: the directory has {kept}, the options ask for {wanted}";

    /// <summary>Names what --gloas-from-genesis chooses; null where a kind of directory has no use for it.</summary>
    public static string? FirstFork(bool? gloasFromGenesis) => gloasFromGenesis switch
    {
        true => "gloas (--gloas-from-genesis)",
        false => "phase0 (no --gloas-from-genesis)",
        null => null,
    };

    /// <summary>
    /// How a directory of this plan differs from what is wanted of it, each with both values; forks that begin after the epoch that is
    /// reached may change.
    /// </summary>
    public IReadOnlyList<string> DifferencesFrom(DirectoryPlan wanted, Epoch reached)
    {
        var differences = new List<string>();
        void Compare<T>(string what, T kept, T now)
        {
            if (!EqualityComparer<T>.Default.Equals(kept, now))
            {
                differences.Add(Difference(what, kept, now));
            }
        }

        Compare("the kind of directory", Kind, wanted.Kind);
        Compare("--nodes", Nodes, wanted.Nodes);
        Compare("--validators", Validators, wanted.Validators);
        Compare("--slot-ms", SlotMs, wanted.SlotMs);
        Compare("--builders", Builders ?? 0, wanted.Builders ?? 0);
        Compare("the first fork", FirstFork(GloasFromGenesis), FirstFork(wanted.GloasFromGenesis));
        if (differences.Count > 0)
        {
            // The chain follows from these: what else differs would say the same again.
            return differences;
        }

        Compare("the genesis time", GenesisTime, wanted.GenesisTime);
        Compare("the root of the genesis validators", GenesisValidatorsRoot, wanted.GenesisValidatorsRoot);
        Compare("the genesis block", GenesisBlockRoot ?? wanted.GenesisBlockRoot, wanted.GenesisBlockRoot ?? GenesisBlockRoot);
        foreach (var fork in Forks.Concat(wanted.Forks).Select(static fork => fork.Fork).Distinct())
        {
            var (kept, now) =
                (Forks.FirstOrDefault(planned => planned.Fork == fork), wanted.Forks.FirstOrDefault(planned => planned.Fork == fork));
            if (Math.Min(kept?.Epoch ?? ulong.MaxValue, now?.Epoch ?? ulong.MaxValue) <= reached)
            {
                Compare($"the fork {fork}", kept?.ToString() ?? "not there", now?.ToString() ?? "not there");
            }
        }

        return differences;
    }
}
