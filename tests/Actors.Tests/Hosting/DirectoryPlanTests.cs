using Consensoor.Actors.Hosting;
using Consensoor.Actors.Tests.Chain;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting;

/// <summary>Tests the plan of a directory whose node began with a checkpoint, and may not know the genesis block.</summary>
public sealed class DirectoryPlanTests : IDisposable
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void AGenesisBlockThatIsNotKnownIsWrittenReadAndComparedWithNothing()
    {
        var (unknown, known, other) = (Plan(null), Plan(Chain.Blocks[0].Message.ParentRoot), Plan(Chain.Head.Root));
        unknown.Save(_folder.FullName);
        Assert.Contains(
            "\"genesis_block_root\": null", File.ReadAllText(Path.Combine(_folder.FullName, "plan.json")), StringComparison.Ordinal);
        var kept = DirectoryPlan.Load(_folder.FullName)!;
        Assert.Null(kept.GenesisBlockRoot);
        Assert.Equal(DirectoryPlan.CurrentFormat, kept.Format);
        Assert.Empty(kept.DifferencesFrom(unknown, 1));
        Assert.Empty(kept.DifferencesFrom(known, 1));
        Assert.Empty(known.DifferencesFrom(kept, 1));
        Assert.Contains("the genesis block", Assert.Single(known.DifferencesFrom(other, 1)), StringComparison.Ordinal);
    }

    /// <summary>Where the root is left out the plan is not whole, as any other value.</summary>
    [Fact]
    public void APlanWithoutTheRootIsRefused()
    {
        Plan(null).Save(_folder.FullName);
        var path = Path.Combine(_folder.FullName, "plan.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"genesis_block_root\": null,", "", StringComparison.Ordinal));
        var refusal = Assert.Throws<Interop.Storage.ChainStoreException>(() => DirectoryPlan.Load(_folder.FullName));
        Assert.Contains("genesis_block_root", refusal.Message, StringComparison.Ordinal);
    }

    private static DirectoryPlan Plan(Root? genesis) =>
        DirectoryPlan.For(DirectoryPlan.Beacon, Chain.World.Spec, Chain.World.Genesis, genesis, 1);
}
