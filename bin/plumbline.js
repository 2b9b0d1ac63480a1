#!/usr/bin/env node
// The installed command: hands over to the built command line.
import { main } from "../dist/cli/main.js";

await main();
