using Consensoor.Actors.Hosting.Checkpoints;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting.Checkpoints;

/// <summary>A checkpoint in files, of which nobody says at which epoch it is.</summary>
public sealed class CheckpointFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>The recorded head is of slot 9, and epochs have 8 slots.</summary>
    [Fact]
    public void A_block_of_the_middle_of_an_epoch_is_refused_unless_it_is_asked_for()
    {
        var result = Read(CheckpointSamples.Rules());
        Assert.Equal(CheckpointProblem.MidEpoch, result.Refusal?.Problem);
        Assert.StartsWith("--checkpoint-block: ", result.Refusal!.Text, StringComparison.Ordinal);
        Assert.Contains("of slot 9", result.Refusal.Text, StringComparison.Ordinal);
        Assert.Contains("--unsafe-checkpoint", result.Refusal.Text, StringComparison.Ordinal);
        var taken = Read(CheckpointSamples.Rules() with { IsUnsafeAllowed = true }).Value!;
        Assert.Equal((2UL, CheckpointSamples.Root), (taken.Checkpoint.Epoch, taken.Checkpoint.Root));
    }

    private CheckpointResult<CheckpointAnchor> Read(CheckpointRules rules) => CheckpointFiles.Read(
        rules,
        Write("state.ssz", CheckpointSamples.State.ToSsz(CheckpointSamples.State.Ssz)),
        Write("block.ssz", CheckpointSamples.Block.ToSsz(CheckpointSamples.State.Ssz)));

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
