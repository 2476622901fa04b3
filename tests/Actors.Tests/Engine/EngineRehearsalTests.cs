using Consensoor.Actors.Engine;
using Consensoor.Actors.Tests.Engine.Port;
using Consensoor.Interop.Engine.Server;
using Consensoor.Spec.Config;
using Xunit;

namespace Consensoor.Actors.Tests.Engine;

/// <summary>Payloads that are rehearsed hold in each fork of a chain, with the Engine API before the layer and without.</summary>
public sealed class EngineRehearsalTests
{
    [Theory]
    [InlineData(ForkName.Phase0, ServedForms.None)]
    [InlineData(ForkName.Phase0, ServedForms.All)]
    [InlineData(ForkName.Gloas, ServedForms.Header)]
    [InlineData(ForkName.Gloas, ServedForms.JsonRpc)]
    public async Task WhatIsRehearsedHolds(ForkName from, ServedForms forms) =>
        Assert.Empty(await EngineRehearsal.Run(PortRun.Spec, PortRun.GenesisTime, from, forms));

    [Fact]
    public async Task AChainWithoutPayloadsHasNothingToRehearse()
    {
        var spec = new ChainSpec(PortRun.Spec.Preset, ChainConfig.Minimal);
        Assert.Empty(await EngineRehearsal.Run(spec, 0, ForkName.Phase0, ServedForms.None));
    }
}
