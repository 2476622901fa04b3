System.Console.WriteLine("Consensoor.Actors");
