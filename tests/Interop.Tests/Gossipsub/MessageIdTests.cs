using System.Text;
using System.Text.Json;
using Consensoor.Interop.Gossipsub;
using Consensoor.Spec.Ssz;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>Ids are those of the specification's two rules, and topic names are read as they are written.</summary>
public sealed class MessageIdTests
{
    [Fact]
    public void TheVectorsHold()
    {
        using var vectors = JsonDocument.Parse(Vector.Read("gossip_message_ids.json"));
        var cases = vectors.RootElement.GetProperty("cases");
        Assert.Equal(4, cases.GetArrayLength());
        foreach (var vector in cases.EnumerateArray())
        {
            var rule = vector.GetProperty("rule").GetString()!;
            var topic = Encoding.UTF8.GetBytes(vector.GetProperty("topic").GetString()!);
            var data = Vector.Read(Path.GetFileName(vector.GetProperty("data_file").GetString()!));
            var by = rule.StartsWith("phase0", StringComparison.Ordinal) ? MessageIdRule.Phase0 : MessageIdRule.Altair;
            var ssz = SnappyBlock.Decompress(data, 1 << 20);
            Assert.Equal(rule.Contains("invalid", StringComparison.Ordinal), ssz is null);
            var id = ssz is null ? MessageIds.OfInvalid(by, topic, data) : MessageIds.OfValid(by, topic, ssz);
            Assert.Equal(vector.GetProperty("message_id").GetString(), id.ToString());
        }
    }

    [Fact]
    public void AnIdIsTwentyBytesAndNothingElse() => Gen.Byte.Array[0, 40].Sample(static bytes =>
    {
        Assert.Equal(bytes.Length == MessageId.Length, MessageId.TryRead(bytes, out var id));
        if (bytes.Length == MessageId.Length)
        {
            var copy = new byte[MessageId.Length];
            id.CopyTo(copy);
            Assert.Equal(bytes, copy);
        }
    });

    [Fact]
    public void TopicNamesAreReadAsTheyAreWritten()
    {
        string[] names =
            ["beacon_block", "sync_committee_contribution_and_proof", "beacon_attestation", "sync_committee", "data_column_sidecar"];
        var name = Gen.Int[0, names.Length - 1].Select(i => names[i]);
        Gen.Select(name, Gen.Byte.Array[4], Gen.ULong[0, 200]).Sample(static (name, digest, number) =>
        {
            var hasSubnet = name is "beacon_attestation" or "sync_committee" or "data_column_sidecar";
            var topic = new EthereumTopic(new Bytes4(digest), name, hasSubnet ? number : null);
            Assert.True(EthereumTopic.TryParse(topic.ToString(), out var parsed));
            Assert.Equal(topic, parsed);
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("/eth2/6a95a1a9/ssz_snappy")]
    [InlineData("/eth2/6a95a1a9//ssz_snappy")]
    [InlineData("/eth2/6A95A1A9/beacon_block/ssz_snappy")]
    [InlineData("/eth2/6a95a1a/beacon_block/ssz_snappy")]
    [InlineData("/eth2/6a95a1a9/beacon_block/ssz")]
    [InlineData("/eth2/6a95a1a9/beacon/block/ssz_snappy")]
    public void OtherNamesAreNone(string topic) => Assert.False(EthereumTopic.TryParse(topic, out _));

    [Fact]
    public void ASubnetIsWrittenOneWayOnly()
    {
        Assert.True(EthereumTopic.TryParse("/eth2/6a95a1a9/beacon_attestation_07/ssz_snappy", out var odd));
        Assert.Null(odd.Subnet);
        Assert.True(EthereumTopic.TryParse("/eth2/6a95a1a9/beacon_attestation_7/ssz_snappy", out var good));
        Assert.Equal(7UL, good.Subnet);
    }
}
