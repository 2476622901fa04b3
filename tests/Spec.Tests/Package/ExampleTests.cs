using Consensoor.Conformance.Cases;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Tests.Conformance;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Spec.Tests.Package;

/// <summary>What the README of the package shows compiles, runs on reference tests of several forks, and is what stands there.</summary>
public class ExampleTests
{
    private const string Capella = "minimal/capella/fork_choice/";
    private const string Gloas = "minimal/gloas/fork_choice/";

    [Theory]
    [InlineData(ForkName.Capella, Capella + "get_head/pyspec_tests/split_tie_breaker_no_attestations")]
    [InlineData(ForkName.Gloas, Gloas + "get_head/pyspec_tests/get_head_full_payload_tiebreak")]
    public void The_example_finds_the_head(ForkName fork, string id)
    {
        var folder = Case(id);
        var block = Directory.EnumerateFiles(folder, "block_0x*").Order(StringComparer.Ordinal).First();
        var name = Path.GetFileName(block)["block_".Length..].Split('.')[0];
        Assert.Equal(name, Head(fork, folder, Read(block)).ToString());
    }

    [Fact]
    public void The_example_names_what_refuses_a_block()
    {
        var folder = Case(Capella + "on_block/pyspec_tests/on_block_bad_parent_root");
        var block = Read(Directory.EnumerateFiles(folder, "block_0x*").Single());
        var refusal = Assert.Throws<InvalidDataException>(() => Head(ForkName.Capella, folder, block));
        Assert.Contains("block.parent_root in store.block_states", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_takes_the_payload_of_its_anchor_in_gloas()
    {
        // The block of the case with a payload, the first of its epoch, becomes the anchor; what builds on the payload is the block.
        var spec = SpecOf(ForkName.Gloas);
        var context = spec.Ssz(ForkName.Gloas);
        var folder = Case(Gloas + "filter_node_tree_variants/pyspec_tests/get_head_prunes_childless_unviable_empty_variant");
        var envelopeSsz = Read(Directory.EnumerateFiles(folder, "execution_payload_envelope_0x*").Single());
        Assert.True(SignedExecutionPayloadEnvelope.TryDecode(envelopeSsz, context, out var envelope, out _));
        Assert.True(BeaconState.TryDecode(Read(Path.Combine(folder, "anchor_state.ssz_snappy")), context, out var genesis, out _));
        Dictionary<Bytes32, SignedBeaconBlock> blocks = [];
        foreach (var file in Directory.EnumerateFiles(folder, "block_0x*"))
        {
            Assert.True(SignedBeaconBlock.TryDecode(Read(file), context, out var read, out _));
            blocks[read.Message.HashTreeRoot(context)] = read;
        }

        var anchor = blocks[envelope.Message.BeaconBlockRoot];
        var child = blocks.Values.Single(block => block.Message.ParentRoot == envelope.Message.BeaconBlockRoot
            && block.Message.Body.SignedExecutionPayloadBid.Message.ParentBlockHash == envelope.Message.Payload.BlockHash);
        Stack<SignedBeaconBlock> chain = new([anchor]);
        while (blocks.TryGetValue(chain.Peek().Message.ParentRoot, out var parent))
        {
            chain.Push(parent);
        }

        var state = genesis;
        foreach (var block in chain)
        {
            var (post, refusal) = StateTransition.Apply(state, block, AcceptAllVerifier.Instance, new DeferringExecutionEngine());
            Assert.Null(refusal);
            state = post!;
        }

        Bytes32 With(byte[]? envelope) => Example.Follower.Head(
            Yaml(ForkName.Gloas), state.ToSsz(context), anchor.Message.ToSsz(context), envelope, child.ToSsz(context));
        Assert.Equal(child.Message.HashTreeRoot(context), With(envelopeSsz));
        Assert.Contains("IsPayloadVerified", Assert.Throws<InvalidDataException>(() => With(null)).Message, StringComparison.Ordinal);
        var torn = Assert.Throws<InvalidDataException>(() => With(envelopeSsz[..^1]));
        Assert.Contains("SignedExecutionPayloadEnvelope", torn.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_readme_shows_the_example_that_runs()
    {
        var readme = File.ReadAllText(Checkout.Place("src", "Spec", "README.md")).Split("```");
        var code = File.ReadAllText(Checkout.Place("tests", "Spec.Tests", "Package", "Example.cs"));
        Assert.Equal("csharp\n" + code, readme[1]);
    }

    private static Bytes32 Head(ForkName fork, string folder, byte[] block) => Example.Follower.Head(
        Yaml(fork),
        Read(Path.Combine(folder, "anchor_state.ssz_snappy")),
        Read(Path.Combine(folder, "anchor_block.ssz_snappy")),
        null,
        block);

    // A chain that begins in a fork.
    private static string Yaml(ForkName fork) => "PRESET_BASE: minimal\n" + string.Concat(
        ForkNames.All.Where(name => name > ForkName.Phase0 && name <= fork)
            .Select(static name => $"{name.ToString().ToUpperInvariant()}_FORK_EPOCH: 0\n"));

    private static ChainSpec SpecOf(ForkName fork) =>
        ChainConfig.TryParse(Yaml(fork), out var config, out var error)
            ? new ChainSpec(Preset.Minimal, config)
            : throw new InvalidDataException($"{error}");

    private static byte[] Read(string file) => Snappier.Snappy.DecompressToArray(File.ReadAllBytes(file));

    private static string Case(string id) => ReferenceCases.Of("fork_choice").Single(path => path.Id == id).FullName;
}
