using Consensoor.Interop.ReqResp;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Interop.Tests.ReqResp;

/// <summary>The table has every protocol of the specification once, with bounds that are those of its types.</summary>
public sealed class ReqRespProtocolsTests
{
    private static readonly ChainSpec Mainnet = Networks.Find("mainnet")!;

    [Fact]
    public void TheProtocolsAreThoseOfTheSpecification()
    {
        string[] ids =
        [
            "status/1", "status/2", "goodbye/1", "ping/1", "metadata/1", "metadata/2", "metadata/3", "beacon_blocks_by_range/2",
            "beacon_blocks_by_root/2", "beacon_blocks_by_head/1", "blob_sidecars_by_range/1", "blob_sidecars_by_root/1",
            "data_column_sidecars_by_range/1", "data_column_sidecars_by_root/1", "execution_payload_envelopes_by_range/1",
            "execution_payload_envelopes_by_root/1", "inclusion_lists_by_indices/1", "light_client_bootstrap/1",
            "light_client_updates_by_range/1", "light_client_finality_update/1", "light_client_optimistic_update/1",
        ];
        Assert.Equal(ids.Select(static id => $"/eth2/beacon_chain/req/{id}/ssz_snappy"), ReqRespProtocols.All.Select(static row => row.Id));
        Assert.False(ReqRespProtocols.TryFind("/eth2/beacon_chain/req/beacon_blocks_by_range/1/ssz_snappy", out _));
    }

    [Theory]
    [InlineData("status/1", 84, 84, 84, 84)]
    [InlineData("status/2", 92, 92, 92, 92)]
    [InlineData("goodbye/1", 8, 8, 8, 8)]
    [InlineData("metadata/1", -1, -1, 16, 16)]
    [InlineData("metadata/2", -1, -1, 17, 17)]
    [InlineData("metadata/3", -1, -1, 25, 25)]
    [InlineData("beacon_blocks_by_root/2", 0, 32 * 1024, 564, 157_916)]
    [InlineData("blob_sidecars_by_range/1", 16, 16, 131928, 131928)]
    [InlineData("blob_sidecars_by_root/1", 0, 40 * 128 * 9, 131928, 131928)]
    [InlineData("data_column_sidecars_by_range/1", 20, 20 + (8 * 128), 356, 356 + (21 * (2048 + 96)))]
    [InlineData("inclusion_lists_by_indices/1", 42, 42, 152, 41112)]
    [InlineData("light_client_bootstrap/1", 32, 32, -1, -1)]
    public void BoundsAreThoseOfTheTypes(string id, int leastRequest, int mostRequest, int leastChunk, int mostChunk)
    {
        Assert.True(ReqRespProtocols.TryFind($"/eth2/beacon_chain/req/{id}/ssz_snappy", out var row));
        var request = row.Request?.Invoke(Mainnet);
        Assert.Equal((leastRequest, mostRequest), ((int?)request?.Least ?? -1, (int?)request?.Most ?? -1));
        if (leastChunk >= 0)
        {
            var chunk = row.Chunk(Mainnet, row.Since);
            Assert.Equal((leastChunk, mostChunk), ((int)chunk.Least, (int)chunk.Most));
        }
    }

    [Fact]
    public void ColumnsOfGloasAreBoundedAsTheSpecificationComputesIt()
    {
        Assert.True(ReqRespProtocols.TryFind("/eth2/beacon_chain/req/data_column_sidecars_by_root/1/ssz_snappy", out var row));
        var context = Mainnet.Ssz(ForkName.Gloas);
        Assert.Equal(
            (ulong)DataColumnSidecar.Default(context).EncodedLength(context) + (21 * (2048 + 48)),
            row.Chunk(Mainnet, ForkName.Gloas).Most);
    }

    [Theory]
    [InlineData("mainnet")]
    [InlineData("minimal")]
    public void EveryBoundMakesSenseInEveryFork(string network)
    {
        var spec = Networks.Find(network)!;
        foreach (var row in ReqRespProtocols.All)
        {
            Assert.True(row.MostChunks(spec) > 0 && row.Quota.PerSecond > 0, row.Id);
            Assert.True(row.Request is null || row.Request(spec) is { Most: > 0 } bounds && bounds.Least <= bounds.Most, row.Id);
            foreach (var fork in ForkNames.All.Where(row.IsIn))
            {
                var chunk = row.Chunk(spec, fork);
                Assert.True(chunk.Least is > 0 && chunk.Least <= chunk.Most, $"{row.Id} {fork}");
                Assert.True(chunk.Most <= spec.Config.MaxPayloadSize, $"{row.Id} {fork}");
            }
        }
    }
}
