using Consensoor.Spec.Config;

namespace Consensoor.Interop.Engine.Embedded;

/// <summary>Which fork of the execution layer goes with one of the beacon chain.</summary>
public static class ExecutionForks
{
    /// <summary>The fork whose header the payloads of a beacon chain's fork have; frontier before there are payloads.</summary>
    public static ExecutionFork Of(ForkName fork) => fork switch
    {
        >= ForkName.Gloas => ExecutionFork.Amsterdam,
        >= ForkName.Electra => ExecutionFork.Prague,
        >= ForkName.Deneb => ExecutionFork.Cancun,
        >= ForkName.Capella => ExecutionFork.Shanghai,
        ForkName.Bellatrix => ExecutionFork.London,
        _ => ExecutionFork.Frontier,
    };
}
