using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Reporting;
using Consensoor.Actors.Tests.Signing;
using Consensoor.Actors.Tests.Storage;
using Consensoor.Interop.Storage;
using Prometheus;

namespace Consensoor.Actors.Tests;

/// <summary>The processes that tests start and kill.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case [SigningProcess.Name, var folder, var root, var point]:
                await SigningProcess.Run(folder, byte.Parse(root), point);
                return 0;
            case [SigningLoop.Name, var folder, var slot, var nonce, var signer]:
                await SigningLoop.Run(folder, ulong.Parse(slot), byte.Parse(nonce), signer);
                return 0;
            case [StoringLoop.Name, var folder, var engine]:
                StoringLoop.Run(folder, ChainStoreFiles.Parse(engine)!.Value);
                return 0;
            case [FillingDisk.Name, var folder, var engine]:
                FillingDisk.Run(folder, ChainStoreFiles.Parse(engine)!.Value);
                return 0;
            case [TestProcess.HoldLock, var folder]:
                using (DirectoryLock.Take(folder))
                {
                    Console.WriteLine("locked");
                    await Console.Out.FlushAsync();
                    Thread.Sleep(Timeout.Infinite);
                }

                return 0;
            case [TestProcess.PrintMetrics, var hocon]:
                RuntimeMetrics.Apply(NodeConfig.Layered(ConfigurationFactory.ParseString(hocon)));
                await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(Console.OpenStandardOutput());
                return 0;
            default:
                await Console.Error.WriteLineAsync("run by tests only");
                return 2;
        }
    }
}
