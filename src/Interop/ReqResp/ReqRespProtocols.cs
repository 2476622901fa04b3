using System.Diagnostics.CodeAnalysis;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Interop.ReqResp;

/// <summary>
/// The protocols of the req/resp domain, phase0 to heze, as they look on the wire (`p2p-interface.md#messages` of every fork,
/// `altair/light-client/p2p-interface.md`). What is deprecated and served by nobody (blocks v1) is left out.
/// </summary>
public static class ReqRespProtocols
{
    private static readonly Quota Blocks = new(512, TimeSpan.FromSeconds(10));
    private static readonly Quota Sidecars = new(2048, TimeSpan.FromSeconds(10));
    private static readonly Quota Columns = new(16_384, TimeSpan.FromSeconds(10));

    private static readonly Dictionary<string, ReqRespProtocol> ById;

    static ReqRespProtocols() => ById = All.ToDictionary(static row => row.Id, StringComparer.Ordinal);

    /// <summary>Lists every protocol; of several versions the newest last.</summary>
    public static IReadOnlyList<ReqRespProtocol> All { get; } =
    [
        Exchange<Status>("status", 1, ForkName.Phase0, new Quota(8, TimeSpan.FromSeconds(15)), hasRequest: true),
        Exchange<Status>("status", 2, ForkName.Fulu, new Quota(8, TimeSpan.FromSeconds(15)), hasRequest: true),
        Number("goodbye", new Quota(1, TimeSpan.FromSeconds(10))),
        Number("ping", new Quota(4, TimeSpan.FromSeconds(10))),
        Exchange<MetaData>("metadata", 1, ForkName.Phase0, new Quota(4, TimeSpan.FromSeconds(10)), hasRequest: false),
        Exchange<MetaData>("metadata", 2, ForkName.Altair, new Quota(4, TimeSpan.FromSeconds(10)), hasRequest: false),
        Exchange<MetaData>("metadata", 3, ForkName.Fulu, new Quota(4, TimeSpan.FromSeconds(10)), hasRequest: false),
        Of<SignedBeaconBlock>(
            "beacon_blocks_by_range", 2, ForkName.Altair, static _ => Fixed(24), static spec => spec.Config.MaxRequestBlocks, Blocks),
        Of<SignedBeaconBlock>(
            "beacon_blocks_by_root", 2, ForkName.Altair, Roots(static spec => spec.Config.MaxRequestBlocks),
            static spec => spec.Config.MaxRequestBlocks, Blocks),
        Of<SignedBeaconBlock>(
            "beacon_blocks_by_head", 1, ForkName.Fulu, static _ => Fixed(40), static spec => spec.Config.MaxRequestBlocksDeneb, Blocks),
        Of<BlobSidecar>("blob_sidecars_by_range", 1, ForkName.Deneb, static _ => Fixed(16), MostBlobs, Sidecars) with
        {
            Until = ForkName.Fulu,
        },
        Of<BlobSidecar>(
            "blob_sidecars_by_root", 1, ForkName.Deneb, static spec => SizeBounds.List(40, MostBlobs(spec)), MostBlobs, Sidecars) with
        {
            Until = ForkName.Fulu,
        },
        Of<DataColumnSidecar>(
            "data_column_sidecars_by_range", 1, ForkName.Fulu, static spec => new SizeBounds(20, 20 + (8 * spec.Preset.NumberOfColumns)),
            MostColumns, Columns, MostColumnBytes),
        Of<DataColumnSidecar>(
            "data_column_sidecars_by_root", 1, ForkName.Fulu, static spec => new SizeBounds(
                0, spec.Config.MaxRequestBlocksDeneb * (4 + 36 + (8 * spec.Preset.NumberOfColumns))),
            MostColumns, Columns, MostColumnBytes),
        Of<SignedExecutionPayloadEnvelope>(
            "execution_payload_envelopes_by_range", 1, ForkName.Gloas, static _ => Fixed(16),
            static spec => spec.Config.MaxRequestBlocksDeneb, Blocks),
        Of<SignedExecutionPayloadEnvelope>(
            "execution_payload_envelopes_by_root", 1, ForkName.Gloas, Roots(static spec => spec.Config.MaxRequestPayloads),
            static spec => spec.Config.MaxRequestPayloads, Blocks),
        Of<SignedInclusionList>(
            "inclusion_lists_by_indices", 1, ForkName.Heze,
            static spec => SizeBounds.Of<InclusionListsByIndicesRequest>(spec.Ssz(ForkName.Heze), 0),
            static spec => spec.Config.MaxRequestInclusionList, new Quota(64, TimeSpan.FromSeconds(10)),
            static (spec, _) => spec.Preset.MaxSignedInclusionListSize),
        Of<LightClientBootstrap>(
            "light_client_bootstrap", 1, ForkName.Altair, static _ => Fixed(32), static _ => 1, new Quota(1, TimeSpan.FromSeconds(10))),
        Of<LightClientUpdate>(
            "light_client_updates_by_range", 1, ForkName.Altair, static _ => Fixed(16), static _ => Constants.MaxRequestLightClientUpdates,
            new Quota(128, TimeSpan.FromSeconds(10))),
        Of<LightClientFinalityUpdate>(
            "light_client_finality_update", 1, ForkName.Altair, null, static _ => 1, new Quota(2, TimeSpan.FromSeconds(10))),
        Of<LightClientOptimisticUpdate>(
            "light_client_optimistic_update", 1, ForkName.Altair, null, static _ => 1, new Quota(2, TimeSpan.FromSeconds(10))),
    ];

    /// <summary>Finds a protocol by its ID; false where it is none of the specification's that is in use.</summary>
    public static bool TryFind(string id, [MaybeNullWhen(false)] out ReqRespProtocol protocol) => ById.TryGetValue(id, out protocol);

    /// <summary>
    /// The most bytes of a column (`compute_max_data_column_sidecar_size`); before gloas each blob's commitment is in the sidecar too.
    /// </summary>
    public static ulong MostColumnBytes(ChainSpec spec, ForkName fork)
    {
        var blobs = spec.Config.BlobSchedule.Aggregate(
            spec.Config.MaxBlobsPerBlockElectra, static (most, entry) => Math.Max(most, entry.MaxBlobsPerBlock));
        var context = spec.Ssz(fork);
        var least = (ulong)DataColumnSidecar.Default(context).EncodedLength(context);
        return least + (blobs * (fork >= ForkName.Gloas ? 2048UL + 48 : 2048 + 96));
    }

    private static ReqRespProtocol Exchange<T>(string name, int version, ForkName since, Quota quota, bool hasRequest)
        where T : Spec.Ssz.ISszType<T> => new(name, version, since)
        {
            Request = hasRequest ? spec => SizeBounds.Of<T>(spec.Ssz(since), spec.Config.MaxPayloadSize) : null,
            Chunk = (spec, _) => SizeBounds.Of<T>(spec.Ssz(since), spec.Config.MaxPayloadSize),
            MostChunks = static _ => 1,
            Quota = quota,
        };

    private static ReqRespProtocol Number(string name, Quota quota) => new(name, 1, ForkName.Phase0)
    {
        Request = static _ => Fixed(8),
        Chunk = static (_, _) => Fixed(8),
        MostChunks = static _ => 1,
        Quota = quota,
    };

    private static ReqRespProtocol Of<T>(
        string name, int version, ForkName since, Func<ChainSpec, SizeBounds>? request, Func<ChainSpec, ulong> most, Quota quota,
        Func<ChainSpec, ForkName, ulong>? limit = null)
        where T : Spec.Ssz.ISszType<T> => new(name, version, since)
        {
            HasContext = true,
            Request = request,
            Chunk = (spec, fork) => SizeBounds.Of<T>(
                spec.Ssz(fork), Math.Min(limit?.Invoke(spec, fork) ?? ulong.MaxValue, spec.Config.MaxPayloadSize)),
            MostChunks = most,
            Quota = quota,
        };

    private static SizeBounds Fixed(ulong length) => new(length, length);

    private static Func<ChainSpec, SizeBounds> Roots(Func<ChainSpec, ulong> most) => spec => SizeBounds.List(32, most(spec));

    private static ulong MostBlobs(ChainSpec spec) =>
        spec.Config.MaxRequestBlocksDeneb * Math.Max(spec.Config.MaxBlobsPerBlock, spec.Config.MaxBlobsPerBlockElectra);

    private static ulong MostColumns(ChainSpec spec) => spec.Config.MaxRequestBlocksDeneb * spec.Preset.NumberOfColumns;
}
